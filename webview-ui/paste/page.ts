/** Takes an image from the clipboard, or dropped here, and shows it before it is used. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { t } from '../text.ts';
import type { FromPastePage } from './protocol.ts';
import { shrink, toBase64 } from './shrink.ts';

const styles = css`
  :host {
    display: block;
    max-width: 720px;
    margin: 0 auto;
    padding: 0 20px 30px;
  }
  h1 {
    font-size: 1.4em;
    font-weight: 600;
    margin: 18px 0 6px;
  }
  .zone {
    display: grid;
    place-items: center;
    min-height: 200px;
    margin: 14px 0;
    padding: 12px;
    border: 2px dashed var(--vscode-contrastBorder, var(--vscode-descriptionForeground));
    border-radius: 4px;
    text-align: center;
  }
  .zone:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  img {
    max-width: 100%;
    max-height: 50vh;
  }
  .problem {
    color: var(--vscode-errorForeground);
  }
  button {
    font: inherit;
    padding: 5px 14px;
    margin-inline-end: 8px;
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-button-border, transparent));
    border-radius: 2px;
  }
  button.secondary {
    color: var(--vscode-button-secondaryForeground);
    background: var(--vscode-button-secondaryBackground);
  }
  button:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  button:disabled {
    opacity: 0.5;
  }
`;

export class PastePage extends LitElement {
  static override styles = styles;

  readonly #post: (message: FromPastePage) => void;
  #base64: string | null = null;
  #type = '';
  #problem: string | null = null;

  constructor(post: (message: FromPastePage) => void) {
    super();
    this.#post = post;
    window.addEventListener('paste', (event) => void this.#take(event.clipboardData));
    window.addEventListener('dragover', (event) => event.preventDefault());
    window.addEventListener('drop', (event) => {
      event.preventDefault();
      void this.#take(event.dataTransfer);
    });
  }

  override render(): TemplateResult {
    const image = this.#base64;
    return html`<main>
      <h1>${t('Preview of the checkpoint')}</h1>
      <p>${t('Take a screenshot or copy an image, then paste it here with Ctrl+V (Cmd+V), or drop an image file.')}</p>
      <div class="zone" tabindex="0" role="group" aria-label=${t('The image')}>
        ${
          image === null
            ? html`<span>${t('Paste or drop an image here')}</span>`
            : html`<img src=${`data:${this.#type};base64,${image}`} alt=${t('The image that was pasted')} />`
        }
      </div>
      <p role="status" class="problem">${this.#problem ?? nothing}</p>
      <button ?disabled=${image === null} @click=${this.#use}>${t('Use this image')}</button>
      <button class="secondary" @click=${() => this.#post({ type: 'cancel' })}>${t('Cancel')}</button>
    </main>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('.zone')?.focus();
  }

  async #take(data: DataTransfer | null): Promise<void> {
    const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    try {
      if (file === undefined) throw new TypeError('no image');
      const small = await shrink(file);
      this.#base64 = await toBase64(small);
      this.#type = small.type;
      this.#problem = null;
    } catch {
      this.#problem = t('There is no image in what was pasted or dropped.');
    }
    this.requestUpdate();
    await this.updateComplete;
    if (this.#base64 !== null) this.renderRoot.querySelector('button')?.focus();
  }

  readonly #use = (): void => {
    if (this.#base64 !== null) this.#post({ type: 'image', base64: this.#base64 });
  };
}

customElements.define('cairn-paste', PastePage);
