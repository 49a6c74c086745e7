/** All versions of both sides, side by side, newest first. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Histories } from './histories.ts';
import type { SideVersion } from './protocol.ts';
import { t } from './text.ts';
import { bytes, timeText } from './words.ts';

/** Previews by checkpoint. */
export type Pictures = ReadonlyMap<string, string>;

function row(one: SideVersion, pictures: Pictures): TemplateResult {
  const url = pictures.get(one.id);
  const facts = [
    one.author,
    timeText(one.time),
    bytes(one.size),
    one.status,
    one.unsent ? t('not sent yet') : '',
  ];
  return html`<li>
    <span class="thumb">${url === undefined ? nothing : html`<img src=${url} alt="" />`}</span>
    <span>
      <span class="number">${t('version {0}', one.version)}</span> ${one.comment}
      <span class="meta">${facts.filter((fact) => fact !== '').join(' · ')}</span>
    </span>
  </li>`;
}

function list(label: string, versions: readonly SideVersion[], pictures: Pictures): TemplateResult {
  return html`<div class="all-versions" role="group" tabindex="0" aria-label=${label}>
    ${
      versions.length === 0
        ? html`<span class="meta">${t('No versions')}</span>`
        : html`<ol>
            ${versions.map((one) => row(one, pictures))}
          </ol>`
    }
  </div>`;
}

/** @param histories null while they are on their way */
export function versionsView(histories: Histories | null, pictures: Pictures): TemplateResult {
  if (histories === null) return html`<p role="status">${t('Loading …')}</p>`;
  return html`<div class="sides">
    ${list(t('All my versions'), histories.mine, pictures)}
    ${list(t('All versions on the studio'), histories.theirs, pictures)}
  </div>`;
}
