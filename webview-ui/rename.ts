/** The field for the new name of my item; what the engine says about it stands below. */
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { renameStyles } from './styles.ts';
import { t } from './text.ts';

interface TextField extends HTMLElement {
  value: string;
  readonly wrappedElement: HTMLInputElement;
}

/** Fires `rename` with the text at each keystroke. */
class RenameField extends LitElement {
  static override styles = renameStyles;
  static override properties = {
    label: {},
    name: {},
    problem: {},
    checking: { type: Boolean },
  };

  declare label: string;
  declare name: string;
  declare problem: string | null;
  declare checking: boolean;

  override render(): TemplateResult {
    return html`<vscode-textfield
        .label=${this.label}
        .value=${this.name}
        ?invalid=${this.problem !== null}
        @input=${this.#typed}
      ></vscode-textfield>
      <div class=${this.problem === null ? 'note' : 'note problem'} role="status">${this.#note()}</div>`;
  }

  override focus(): void {
    const field = this.#field();
    field?.focus();
    const stem = field?.value.lastIndexOf('.') ?? -1;
    field?.wrappedElement.setSelectionRange(0, stem > 0 ? stem : (field?.value.length ?? 0));
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('problem')) return;
    this.#field()?.wrappedElement?.setAttribute('aria-invalid', String(this.problem !== null));
  }

  #field(): TextField | null {
    return this.renderRoot.querySelector<TextField>('vscode-textfield');
  }

  #note(): string {
    if (this.checking) return t('Checking …');
    return this.problem ?? t('This name is free.');
  }

  readonly #typed = (): void => {
    const text = this.#field()?.value ?? '';
    this.dispatchEvent(new CustomEvent('rename', { detail: text }));
  };
}

customElements.define('cairn-rename', RenameField);
