/** One side of a conflict: what it is, whose it is, and how much work is in it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ConflictSide } from '../engine/api.ts';
import { t } from './text.ts';
import { amount, timeText } from './words.ts';

function picture(side: ConflictSide, url: string | undefined): TemplateResult {
  if (url !== undefined) {
    return html`<div class="picture"><img src=${url} alt=${t('Preview of {0}', side.name)} /></div>`;
  }
  const extension = /\.([^.]{1,8})$/.exec(side.name)?.[1]?.toUpperCase() ?? t('File');
  return html`<div class="picture" aria-hidden="true">
    ${side.kind === 'collection' ? t('Collection') : extension}
  </div>`;
}

function comments(side: ConflictSide): TemplateResult | typeof nothing {
  const written = side.comments.filter((comment) => comment.trim() !== '');
  if (written.length === 0) return nothing;
  return html`<ul class="comments" aria-label=${t('Last comments')}>
    ${written.map((comment) => html`<li>${comment}</li>`)}
  </ul>`;
}

/** Who made it or, where it is gone, who did that. */
function by(side: ConflictSide): TemplateResult {
  const { who, time } = side.gone
    ? { who: side.gone.by, time: side.gone.time }
    : { who: side.author, time: side.time };
  const words =
    side.gone === null
      ? who
      : side.gone.how === 'purged'
        ? t('Purged by {0}', who)
        : t('Trashed by {0}', who);
  return html`<div class=${side.gone ? 'by gone' : 'by'}>
    ${words}, <time datetime=${new Date(time).toISOString()}>${timeText(time)}</time>
  </div>`;
}

/** @param whose "Mine" or "On the studio" */
export function sideView(whose: string, side: ConflictSide, url: string | undefined): TemplateResult {
  const facts = [side.status, side.assignee === null ? '' : t('assigned to {0}', side.assignee)];
  const shown = facts.filter((fact) => fact !== '').join(' · ');
  return html`<div class="side" role="group" aria-label=${whose}>
    ${picture(side, url)}
    <div>
      <div class="whose">${whose}</div>
      <div class="path">${side.path}</div>
      ${by(side)}
      <div class="meta">${amount(side)}</div>
      ${shown === '' ? nothing : html`<div class="meta">${shown}</div>`} ${comments(side)}
    </div>
  </div>`;
}
