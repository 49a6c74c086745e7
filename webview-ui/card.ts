/** One conflict: both sides, what can be done, and what that will do. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { ChoiceName, Conflict, ConflictSide } from '../engine/api.ts';
import type { Histories } from './histories.ts';
import './rename.ts';
import type { Below } from './model.ts';
import { sideView } from './side.ts';
import { cardStyles, sideStyles } from './styles.ts';
import { t } from './text.ts';
import { type Pictures, versionsView } from './versions.ts';
import { belowText, cardLabel, choiceLabel, decisionText, kindTitle, waitingText } from './words.ts';

type Offered = Conflict['choices'][number];

/** Pixels per level, and the level from which on they no longer grow. */
const INDENT = 28;
const DEEPEST = 6;
/** How far above and below of what is seen conflicts are made in full, in pixels. */
const NEARBY = 1_200;

/**
 * Fires `choose` with a choice, `name` with a text typed, `apply-all` with a choice, `want-preview` with an id,
 * `toggle-history`.
 */
export class ConflictCard extends LitElement {
  static override styles = [cardStyles, sideStyles];
  static override properties = {
    conflict: { attribute: false },
    depth: { type: Number },
    condition: {},
    below: { attribute: false, hasChanged: changedBelow },
    renaming: { type: Boolean },
    nameText: {},
    nameProblem: {},
    nameChecking: { type: Boolean },
    others: { type: Number },
    locked: { type: Boolean },
    minePreview: {},
    theirsPreview: {},
    histories: { attribute: false },
    pictures: { attribute: false },
  };

  declare conflict: Conflict;
  declare depth: number;
  /** What has to be decided first for this conflict to arise; null where it does. */
  declare condition: string | null;
  /** What is nested in it. */
  declare below: Below;
  declare renaming: boolean;
  declare nameText: string;
  declare nameProblem: string | null;
  declare nameChecking: boolean;
  /** How many other undecided conflicts the same choice could be applied to. */
  declare others: number;
  /** While a sync runs, nothing can be decided. */
  declare locked: boolean;
  declare minePreview: string | undefined;
  declare theirsPreview: string | undefined;
  /** All versions of both sides; undefined while they are not shown, null while they are on their way. */
  declare histories: Histories | null | undefined;
  declare pictures: Pictures;

  #seen: IntersectionObserver | undefined;
  /** Far from what is seen only the title is there, so that hundreds of conflicts are quick: it is what readers jump by. */
  #isNear = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // Of the document, because a margin around what a frame shows is not told to the frame otherwise.
    const nearby = { root: document, rootMargin: `${NEARBY}px 0px` };
    this.#seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#approach();
    }, nearby);
    this.#seen.observe(this);
  }

  override disconnectedCallback(): void {
    this.#seen?.disconnect();
    super.disconnectedCallback();
  }

  /** The reader comes near: what is large is made now, and stays. */
  #approach(): void {
    this.#seen?.disconnect();
    this.#isNear = true;
    this.requestUpdate();
    this.#wantPreviews();
  }

  /** Moves the focus to the conflict as a whole, so that a screen reader begins with what it is. */
  override focus(): void {
    if (!this.#isNear) this.#approach();
    this.renderRoot.querySelector<HTMLElement>('section')?.focus();
  }

  override render(): TemplateResult {
    const { conflict } = this;
    return html`<section
      class=${classMap({ irrelevant: this.condition !== null, far: !this.#isNear })}
      tabindex="-1"
      aria-label=${cardLabel(conflict, this.condition)}
    >
      <div class="title">
        <span class="heading" role="heading" aria-level=${2 + this.depth}>${conflict.path}</span>
        <span class="kind">${kindTitle(conflict.kind)}</span>
        ${this.#standing()}
      </div>
      ${this.#isNear ? this.#body() : nothing}
    </section>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // A style attribute would need a laxer content policy; a property does not.
    if (changed.has('depth')) this.style.marginInlineStart = `${Math.min(this.depth, DEEPEST) * INDENT}px`;
    const begun = changed.has('renaming') && this.renaming && changed.get('renaming') === false;
    if (!begun || !this.renderRoot.querySelector('.chosen:focus')) return;
    const field = this.renderRoot.querySelector<LitElement>('cairn-rename');
    void field?.updateComplete.then(() => requestAnimationFrame(() => field.focus()));
  }

  #body(): TemplateResult {
    const { conflict } = this;
    return html`<div class="sides">
        ${sideView(t('Mine'), conflict.mine, this.minePreview)}
        ${sideView(t('On the studio'), conflict.theirs, this.theirsPreview)}
      </div>
      ${this.#versions()}
      <div class="choices" role="group" aria-label=${t('What to do with {0}', conflict.path)}>
        ${conflict.choices.map((offered) => this.#choice(offered))} ${this.#applyAll()}
      </div>`;
  }

  #versions(): TemplateResult | typeof nothing {
    const { mine, theirs, path } = this.conflict;
    if (mine.kind === 'collection' || theirs.kind === 'collection') return nothing;
    const isOpen = this.histories !== undefined;
    return html`<vscode-button
        class="show-versions"
        secondary
        aria-expanded=${String(isOpen)}
        aria-label=${isOpen ? t('Hide all versions of {0}', path) : t('Show all versions of {0}', path)}
        @keydown=${keepScroll}
        @click=${() => this.#fire('toggle-history', this.conflict.id)}
        >${isOpen ? t('Hide all versions') : t('Show all versions')}</vscode-button
      >
      ${this.histories === undefined ? nothing : versionsView(this.histories, this.pictures)}`;
  }

  #standing(): TemplateResult {
    const { decision, kind } = this.conflict;
    if (this.condition !== null)
      return html`<span class="open">${waitingText(this.condition, this.conflict)}</span>`;
    if (decision === null) return html`<span class="open">${t('Not decided')}</span>`;
    return html`<span class="decided">✓ ${decisionText(decision, kind)}</span>`;
  }

  #choice(offered: Offered): TemplateResult {
    const renaming = offered.name === 'rename' && this.renaming;
    const chosen = renaming || this.conflict.decision?.choice === offered.name;
    const disabled = !offered.enabled || this.locked;
    const label = choiceLabel(offered.name, this.conflict.kind);
    return html`<vscode-button
        class=${chosen ? 'chosen' : ''}
        ?secondary=${!chosen}
        ?disabled=${disabled}
        aria-disabled=${String(disabled)}
        aria-pressed=${String(chosen)}
        aria-describedby=${`effect-${offered.name}`}
        aria-label=${label}
        @keydown=${keepScroll}
        @click=${() => !disabled && this.#fire('choose', offered.name)}
        >${chosen ? '✓ ' : ''}${label}</vscode-button
      >
      <div id=${`effect-${offered.name}`} class=${offered.enabled ? 'effect' : 'reason'}>
        ${offered.enabled ? offered.effect : t('Not possible: {0}', offered.reason ?? offered.effect)}
        ${offered.enabled ? this.#belowText(offered.name) : nothing}
      </div>
      ${renaming ? this.#renameField() : nothing}`;
  }

  #belowText(choice: ChoiceName): TemplateResult | typeof nothing {
    const text = belowText(choice, this.conflict, this.below);
    return text === null ? nothing : html`<span class="below">${text}</span>`;
  }

  #renameField(): TemplateResult {
    return html`<cairn-rename
      class="name"
      .label=${this.#nameLabel()}
      .name=${this.nameText}
      .problem=${this.nameProblem}
      .checking=${this.nameChecking}
      @rename=${(event: CustomEvent<string>) => this.#fire('name', event.detail)}
    ></cairn-rename>`;
  }

  #nameLabel(): string {
    const { kind, mine } = this.conflict;
    return kind === 'move-cycle' ? t('New place for my {0}', mine.name) : t('New name for my {0}', mine.name);
  }

  #applyAll(): TemplateResult | typeof nothing {
    const choice = this.conflict.decision?.choice;
    if (choice === undefined || this.others === 0 || this.condition !== null) return nothing;
    const named = choiceLabel(choice, this.conflict.kind);
    const label = t('Apply “{0}” to all of this kind ({1} more)', named, this.others);
    return html`<vscode-button
      class="all"
      secondary
      ?disabled=${this.locked}
      @keydown=${keepScroll}
      @click=${() => !this.locked && this.#fire('apply-all', choice)}
      >${label}</vscode-button
    >`;
  }

  #wantPreviews(): void {
    for (const side of [this.conflict.mine, this.conflict.theirs] satisfies ConflictSide[]) {
      if (side.preview !== null && side.checkpointId !== null) this.#fire('want-preview', side.checkpointId);
    }
  }

  #fire(type: string, detail: ChoiceName | string): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Counted anew with each state: hundreds of cards would be drawn again for equal counts. */
function changedBelow(now: Below, before: Below | undefined): boolean {
  return now.decided !== before?.decided || now.undecided !== before.undecided;
}

/** The button takes Space as a click; the page must not scroll by it as well. */
export function keepScroll(event: KeyboardEvent): void {
  if (event.key === ' ') event.preventDefault();
}

customElements.define('cairn-conflict', ConflictCard);
