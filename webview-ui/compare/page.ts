/** Two images beside each other, under a slider, or as what differs. By keys and by ear as well as by eye. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { t } from '../text.ts';
import type { ComparedSide, ToComparePage } from './protocol.ts';
import { compareStyles } from './styles.ts';

const VIEWS = ['beside', 'slider', 'difference'] as const;
type View = (typeof VIEWS)[number];

/** What a page remembered, if it is a view. */
export const decodeView = (value: unknown): View => VIEWS.find((view) => view === value) ?? 'beside';

type Which = 'left' | 'right';

export class ComparePage extends LitElement {
  static override styles = compareStyles;

  #shown: ToComparePage | undefined;
  #view: View;
  readonly #keep: (view: View) => void;
  #actual = false;
  /** How much of the left image is seen, in percent. */
  #at = 50;
  readonly #sizes = new Map<Which, string>();
  readonly #failed = new Set<Which>();

  /** @param keep remembers how the images are looked at */
  constructor(view: View, keep: (view: View) => void) {
    super();
    this.#view = view;
    this.#keep = keep;
  }

  show(compared: ToComparePage): void {
    this.#shown = compared;
    this.#sizes.clear();
    this.#failed.clear();
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const shown = this.#shown;
    if (shown === undefined) return html`<p role="status">${t('Loading …')}</p>`;
    return html`<header>
        <h1>${t('Compare {0}', shown.name)}</h1>
        ${this.#views()}
        <label>
          <input type="checkbox" .checked=${this.#actual} @change=${this.#zoom} />${t('Actual size')}
        </label>
      </header>
      ${this.#view === 'beside' ? this.#beside(shown) : this.#over(shown)}`;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    // A style attribute would need a laxer content policy; a property does not.
    this.style.setProperty('--at', `${this.#at}%`);
  }

  #views(): TemplateResult {
    const names: readonly (readonly [View, string])[] = [
      ['beside', t('Side by side')],
      ['slider', t('Slider')],
      ['difference', t('Difference')],
    ];
    const choose = (view: View) => () => {
      this.#view = view;
      this.#keep(view);
      this.requestUpdate();
    };
    return html`<fieldset>
      <legend class="unseen">${t('How to compare')}</legend>
      ${names.map(
        ([view, name]) =>
          html`<label>
            <input type="radio" name="view" .checked=${this.#view === view} @change=${choose(view)} />${name}
          </label>`,
      )}
    </fieldset>`;
  }

  #beside({ left, right }: ToComparePage): TemplateResult {
    const figure = (which: Which, side: ComparedSide): TemplateResult =>
      html`<figure>
        <div class=${`frame ${this.#zoomClass}`} tabindex="0" role="group" aria-label=${side.label}>
          ${this.#image(which, side, '')}
        </div>
        <figcaption>${this.#caption(which, side)}</figcaption>
      </figure>`;
    return html`<main class="stage">${figure('left', left)}${figure('right', right)}</main>`;
  }

  #over({ left, right }: ToComparePage): TemplateResult {
    const isSlider = this.#view === 'slider';
    return html`<main class="stage one">
      <figure>
        <div
          class=${`frame ${this.#zoomClass} ${this.#view}`}
          tabindex="0"
          role="group"
          aria-label=${t('{0} under {1}', left.label, right.label)}
        >
          ${this.#image('left', left, '')}${this.#image('right', right, 'over')}
          ${isSlider ? html`<div class="line"></div>` : nothing}
        </div>
        ${isSlider ? this.#slider(left, right) : nothing}
        <figcaption class="captions">
          <div class="caption">${this.#caption('left', left)}</div>
          <div class="caption">${this.#caption('right', right)}</div>
        </figcaption>
      </figure>
    </main>`;
  }

  #slider(left: ComparedSide, right: ComparedSide): TemplateResult {
    const text = t('{0}% {1}, {2}% {3}', this.#at, left.label, 100 - this.#at, right.label);
    return html`<input
      type="range"
      min="0"
      max="100"
      .value=${String(this.#at)}
      aria-label=${t('How much of {0} is seen', left.label)}
      aria-valuetext=${text}
      @input=${(event: Event) => {
        this.#at = Number((event.target as HTMLInputElement).value);
        this.requestUpdate();
      }}
    />`;
  }

  #image(which: Which, { source, label }: ComparedSide, extra: string): TemplateResult {
    if (source === null) return html`<div class="none">${t('No picture of {0}.', label)}</div>`;
    if (this.#failed.has(which))
      return html`<div class="none">${t('The picture of {0} cannot be shown.', label)}</div>`;
    return html`<img
      class=${extra}
      src=${source}
      alt=${label}
      @load=${(event: Event) => this.#loaded(which, event.target as HTMLImageElement)}
      @error=${() => {
        this.#failed.add(which);
        this.requestUpdate();
      }}
    />`;
  }

  #caption(which: Which, { label, facts, preview }: ComparedSide): TemplateResult {
    const size = this.#sizes.get(which);
    const pixels =
      size === undefined ? [] : [preview ? t('preview, {0} pixels', size) : t('{0} pixels', size)];
    return html`<div class="what">${label}</div>
      ${[...facts, ...pixels].map((fact) => html`<div class="fact">${fact}</div>`)}`;
  }

  get #zoomClass(): string {
    return this.#actual ? 'actual' : 'fit';
  }

  #loaded(which: Which, image: HTMLImageElement): void {
    this.#sizes.set(which, `${image.naturalWidth} × ${image.naturalHeight}`);
    this.requestUpdate();
  }

  readonly #zoom = (event: Event): void => {
    this.#actual = (event.target as HTMLInputElement).checked;
    this.requestUpdate();
  };
}

customElements.define('cairn-compare', ComparePage);
