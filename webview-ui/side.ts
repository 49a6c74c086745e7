/** One side of a conflict: what it is, whose it is, and how much work is in it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ConflictSide } from '../engine/api.ts';
import { amount, timeText } from './words.ts';

function picture(side: ConflictSide, url: string | undefined): TemplateResult {
  if (url !== undefined) {
    return html`<div class="picture"><img src=${url} alt=${`Preview of ${side.name}`} /></div>`;
  }
  const extension = /\.([^.]{1,8})$/.exec(side.name)?.[1]?.toUpperCase() ?? 'File';
  return html`<div class="picture" aria-hidden="true">
    ${side.kind === 'collection' ? 'Collection' : extension}
  </div>`;
}

function comments(side: ConflictSide): TemplateResult | typeof nothing {
  const written = side.comments.filter((comment) => comment.trim() !== '');
  if (written.length === 0) return nothing;
  return html`<ul class="comments" aria-label="Last comments">
    ${written.map((comment) => html`<li>${comment}</li>`)}
  </ul>`;
}

/** Who made it or, where it is gone, who did that. */
function by(side: ConflictSide): TemplateResult {
  const { who, time, what } = side.gone
    ? {
        who: side.gone.by,
        time: side.gone.time,
        what: `${side.gone.how === 'purged' ? 'Purged' : 'Trashed'} by `,
      }
    : { who: side.author, time: side.time, what: '' };
  return html`<div class=${side.gone ? 'by gone' : 'by'}>
    ${what}${who}, <time datetime=${new Date(time).toISOString()}>${timeText(time)}</time>
  </div>`;
}

/** @param whose "Mine" or "On the studio" */
export function sideView(whose: string, side: ConflictSide, url: string | undefined): TemplateResult {
  const facts = [side.status, side.assignee === null ? '' : `assigned to ${side.assignee}`];
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
