/** The conflict page: every conflict, how many are decided, and the way on. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChoiceName, Conflict } from '../engine/api.ts';
import { type ConflictCard, keepScroll } from './card.ts';
import { type Histories, OpenHistories } from './histories.ts';
import type { Host } from './host.ts';
import {
  applyToKind,
  decisionFor,
  nextUndecided,
  type Overview,
  openFor,
  overview,
  type Row,
  reuse,
} from './model.ts';
import { Names } from './names.ts';
import { Previews } from './previews.ts';
import type { ToPage } from './protocol.ts';
import { pageStyles } from './styles.ts';
import { t } from './text.ts';
import type { Pictures } from './versions.ts';
import { conditionText, progressText } from './words.ts';

type State = Extract<ToPage, { type: 'state' }>;

/** Cards that are made in one frame; the rest follow, so that hundreds do not hold up the first. */
const BATCH = 40;
/** Pictures of versions of one conflict. */
const MOST_PICTURES = 100;
const NO_PICTURES: Pictures = new Map();

export class ConflictPage extends LitElement {
  static override styles = pageStyles;

  readonly #host: Host;
  readonly #names: Names;
  readonly #previews: Previews;
  readonly #histories: OpenHistories;
  #state: State | undefined;
  #overview: Overview = overview([]);
  #shown = BATCH;
  #focused: string | null = null;
  #placed = false;

  constructor(host: Host) {
    super();
    this.#host = host;
    const changed = (): void => this.requestUpdate();
    this.#names = new Names((message) => host.post(message), changed);
    this.#previews = new Previews((checkpointId) => host.post({ type: 'preview', checkpointId }), changed);
    this.#histories = new OpenHistories((message) => host.post(message), changed);
    this.addEventListener('focusin', this.#remember);
    window.addEventListener('scrollend', this.#remember);
  }

  receive(message: ToPage): void {
    switch (message.type) {
      case 'state':
        this.#update(message);
        break;
      case 'name-checked':
        this.#names.checked(message);
        break;
      case 'history':
        this.#histories.arrived(message);
        for (const { id, preview } of [...message.mine, ...message.theirs].slice(0, MOST_PICTURES)) {
          if (preview !== null) this.#previews.want(id);
        }
        break;
      case 'no-history':
        this.#histories.failed(message.conflictId);
        break;
      case 'preview':
        this.#previews.arrived(message);
        break;
    }
  }

  override render(): TemplateResult {
    const state = this.#state;
    if (state === undefined) return html`<p role="status">${t('Loading …')}</p>`;
    return html`${this.#header(state)}
      ${state.error === null ? nothing : html`<div class="error" role="alert">${state.error}</div>`}
      ${this.#intro()}
      <div role="list" aria-label=${t('Conflicts')}>
        ${repeat(
          this.#overview.rows.slice(0, this.#shown),
          (row) => row.conflict.id,
          (row) => this.#card(row, state),
        )}
      </div>`;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    if (this.#shown < this.#overview.rows.length) {
      requestAnimationFrame(() => {
        this.#shown += BATCH;
        this.requestUpdate();
      });
    } else if (!this.#placed && this.#state !== undefined) {
      this.#placed = true;
      this.#returnToPlace();
    }
  }

  #update(state: State): void {
    const conflicts = reuse(this.#state?.conflicts ?? [], state.conflicts);
    this.#state = { ...state, conflicts };
    this.#overview = overview(conflicts);
    this.#names.settle(conflicts);
    this.#histories.refresh(conflicts);
    this.requestUpdate();
  }

  #header(state: State): TemplateResult {
    const { relevant, decided, closed } = this.#overview;
    const ready = relevant > 0 && decided === relevant && !state.syncing && !this.#names.unsettled;
    return html`<header>
      <h1>${t('Conflicts in {0}', state.project)}</h1>
      <span class="count" role="status">${progressText(decided, relevant, closed)}</span>
      ${
        decided < relevant
          ? html`<vscode-button secondary @keydown=${keepScroll} @click=${this.#goToNext}
              >${t('Next undecided')}</vscode-button
            >`
          : nothing
      }
      <vscode-button
        id="continue"
        ?disabled=${!ready}
        aria-disabled=${String(!ready)}
        @keydown=${keepScroll}
        @click=${() => ready && this.#host.post({ type: 'continue' })}
        >${state.syncing ? t('Syncing …') : t('Continue sync')}</vscode-button
      >
    </header>`;
  }

  #intro(): TemplateResult {
    if (this.#overview.rows.length === 0) {
      return html`<p class="intro">${t('No conflicts wait for a decision. You can close this page.')}</p>`;
    }
    const text = t(
      "The sync waits: your work and your team's met here, and nothing has been changed on either side. Decide each conflict, then continue. You can close this page; your decisions are kept.",
    );
    return html`<p class="intro">${text}</p>`;
  }

  #card({ conflict, depth, waitsFor, below }: Row, state: State): TemplateResult {
    const url = (id: string | null): string | undefined => (id === null ? undefined : this.#previews.url(id));
    const histories = this.#histories.of(conflict.id);
    return html`<cairn-conflict
      role="listitem"
      data-conflict=${conflict.id}
      .conflict=${conflict}
      .depth=${depth}
      .below=${below}
      .condition=${waitsFor === null ? null : conditionText(waitsFor)}
      .renaming=${this.#names.renaming(conflict)}
      .nameText=${this.#names.text(conflict)}
      .nameProblem=${this.#names.problem(conflict.id)}
      .nameChecking=${this.#names.checking(conflict.id)}
      .others=${openFor(this.#overview, conflict)}
      .locked=${state.syncing}
      .minePreview=${url(conflict.mine.checkpointId)}
      .theirsPreview=${url(conflict.theirs.checkpointId)}
      @choose=${(event: CustomEvent<ChoiceName>) => this.#choose(conflict, event.detail)}
      @name=${(event: CustomEvent<string>) => this.#names.type(conflict, event.detail)}
      @apply-all=${(event: CustomEvent<ChoiceName>) => this.#applyAll(conflict, event.detail)}
      .histories=${histories}
      .pictures=${histories ? this.#picturesOf(histories) : NO_PICTURES}
      @toggle-history=${() => this.#histories.toggle(conflict)}
      @want-preview=${(event: CustomEvent<string>) => this.#previews.want(event.detail)}
    ></cairn-conflict>`;
  }

  #picturesOf({ mine, theirs }: Histories): Pictures {
    const known = [...mine, ...theirs].map(({ id }) => [id, this.#previews.url(id)] as const);
    return new Map(known.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
  }

  #choose(conflict: Conflict, choice: ChoiceName): void {
    const renaming = this.#names.renaming(conflict);
    const again = choice === 'rename' ? renaming : conflict.decision?.choice === choice;
    this.#names.drop(conflict.id);
    if (choice === 'rename' && !again) {
      this.#names.begin(conflict);
      return;
    }
    const decision = again ? null : decisionFor(conflict, choice);
    this.#host.post({ type: 'resolve', conflictId: conflict.id, decision });
  }

  #applyAll(like: Conflict, choice: ChoiceName): void {
    const decisions = applyToKind(this.#overview.rows, like, choice);
    this.#host.post({ type: 'resolve-all', decisions });
  }

  #cardOf(conflictId: string | null): ConflictCard | undefined {
    const cards = this.renderRoot.querySelectorAll<ConflictCard>('cairn-conflict');
    return [...cards].find((card) => card.dataset.conflict === conflictId);
  }

  readonly #goToNext = (): void => {
    const card = this.#cardOf(nextUndecided(this.#overview.rows, this.#focused));
    card?.scrollIntoView({ block: 'center' });
    card?.focus();
  };

  readonly #remember = (): void => {
    const active = this.renderRoot instanceof ShadowRoot ? this.renderRoot.activeElement : null;
    if (active instanceof HTMLElement && active.dataset.conflict !== undefined) {
      this.#focused = active.dataset.conflict;
    }
    if (this.#placed) this.#host.keepPlace({ scroll: window.scrollY, focus: this.#focused });
  };

  #returnToPlace(): void {
    const place = this.#host.place();
    if (place === undefined) return;
    this.#focused = place.focus;
    this.#cardOf(place.focus)?.focus();
    window.scrollTo({ top: place.scroll });
  }
}

customElements.define('cairn-conflicts', ConflictPage);
