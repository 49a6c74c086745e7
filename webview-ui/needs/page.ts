/** What comes down with an item: as a graph for the eye, and as a table that says the same. */
import { html, LitElement, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { nameOf } from '../../engine/domain/item-path.ts';
import { t } from '../text.ts';
import { BOX, type Box, layout, path } from './layout.ts';
import type { ToNeedsPage } from './protocol.ts';
import { needsStyles } from './styles.ts';

type Item = ToNeedsPage['items'][number];

const shortened = (text: string): string => (text.length > 20 ? `${text.slice(0, 19)}…` : text);

export class NeedsPage extends LitElement {
  static override styles = needsStyles;

  #shown: ToNeedsPage | undefined;

  show(needs: ToNeedsPage): void {
    this.#shown = needs;
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const shown = this.#shown;
    if (shown === undefined) return html`<p role="status">${t('Loading …')}</p>`;
    return html`<main>
      <h1>${t('What {0} brings down', shown.path)}</h1>
      <p class="summary">${shown.summary}</p>
      ${this.#graph(shown)} ${this.#table(shown)}
    </main>`;
  }

  #graph(shown: ToNeedsPage): TemplateResult {
    const { width, height, boxes, lines, hidden } = layout(shown);
    const label = t('Graph of what is needed; the table below says the same.');
    return html`<div class="graph" tabindex="0" role="group" aria-label=${t('Graph')}>
        <svg width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${label}>
          <defs>
            <marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
              <path class="tip" d="M 0 0 L 8 4 L 0 8 z"></path>
            </marker>
          </defs>
          ${lines.map((line) => svg`<path class=${`line ${line.why}`} d=${path(line)} marker-end="url(#tip)"></path>`)}
          ${boxes.map(box)}
        </svg>
      </div>
      ${
        hidden > 0
          ? html`<p class="summary">${
              hidden === 1 ? t('1 more is in the table only.') : t('{0} more are in the table only.', hidden)
            }</p>`
          : nothing
      }`;
  }

  #table({ items, links }: ToNeedsPage): TemplateResult {
    const names = new Map(items.map((item) => [item.id, item.path]));
    const reasons = new Map<string, string>();
    for (const { from, to, why } of links) {
      const by = names.get(from) ?? '';
      if (!reasons.has(to)) reasons.set(to, why === 'needs' ? t('needed by {0}', by) : t('in {0}', by));
    }
    const row = (item: Item): TemplateResult => html`<tr>
      <th scope="row">${item.path}</th>
      <td>${item.depth === 0 ? t('itself') : (reasons.get(item.id) ?? '')}</td>
      <td class="number">${item.size}</td>
      <td>${item.kind === 'collection' ? '' : item.local ? t('yes') : t('no')}</td>
    </tr>`;
    return html`<table>
      <caption>${t('Everything that comes with it')}</caption>
      <thead>
        <tr>
          <th scope="col">${t('Item')}</th>
          <th scope="col">${t('Why')}</th>
          <th scope="col" class="number">${t('Size')}</th>
          <th scope="col">${t('On this machine')}</th>
        </tr>
      </thead>
      <tbody>${repeat(items, ({ id }) => id, row)}</tbody>
    </table>`;
  }
}

function box({ x, y, item }: Box): SVGTemplateResult {
  const detail = item.kind === 'collection' ? t('collection') : item.size;
  const where = item.kind === 'collection' || item.local ? '' : ` · ${t('not here')}`;
  return svg`<g class=${`${item.kind}${item.local ? '' : ' missing'}`}>
    <title>${item.path}</title>
    <rect x=${x} y=${y} width=${BOX.width} height=${BOX.height} rx="4"></rect>
    <text x=${x + 10} y=${y + 17}>${shortened(nameOf(item.path))}</text>
    <text class="detail" x=${x + 10} y=${y + 32}>${detail}${where}</text>
  </g>`;
}

customElements.define('cairn-needs', NeedsPage);
