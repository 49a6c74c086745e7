/** Panels of bars as one SVG picture, readable on light and on dark ground. */
import type { Bar, Panel } from './chart.ts';

const PANEL_WIDTH = 440;
const MARGIN = 24;
const LABEL = 70;
const VALUE = 80;
const LINE = 22;
const HEAD = 48;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0)};`);

const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
.small { fill: #57606a; font-size: 11px }
.bar { fill: #afb8c1 }
.own { fill: #0969da }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .small { fill: #9198a1 }
  .bar { fill: #59636e }
  .own { fill: #4493f8 }
}`;

function barSvg(bar: Bar, longest: number, y: number): string {
  const room = PANEL_WIDTH - LABEL - VALUE;
  const width = longest > 0 ? Math.max(1, (bar.value / longest) * room) : 1;
  return [
    `<text x="${LABEL - 8}" y="${y + 12}" text-anchor="end">${escapeXml(bar.label)}</text>`,
    `<rect class="${bar.own ? 'own' : 'bar'}" x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="${LINE - 7}" rx="2"/>`,
    `<text x="${(LABEL + width + 6).toFixed(1)}" y="${y + 12}">${escapeXml(bar.text)}</text>`,
  ].join('');
}

const heightOf = (panel: Panel): number => HEAD + panel.bars.length * LINE + 16;

function panelSvg(panel: Panel, x: number, y: number): string {
  const longest = Math.max(...panel.bars.map(({ value }) => value));
  const bars = panel.bars.map((bar, row) => barSvg(bar, longest, HEAD + row * LINE));
  const title = `<text class="title" y="18">${escapeXml(panel.title)}</text>`;
  const hint = `<text class="small" y="35">${panel.better}</text>`;
  return `<g transform="translate(${x} ${y})">${title}${hint}${bars.join('')}</g>`;
}

/** Two panels beside each other. @param alt what the picture shows, for those who cannot see it */
export function chartSvg(panels: readonly Panel[], alt: string): string {
  const rows = Array.from({ length: Math.ceil(panels.length / 2) }, (_, row) =>
    panels.slice(row * 2, row * 2 + 2),
  );
  let y = MARGIN;
  const drawn = rows.map((row) => {
    const made = row.map((panel, column) => panelSvg(panel, MARGIN + column * (PANEL_WIDTH + MARGIN), y));
    y += Math.max(...row.map(heightOf));
    return made.join('\n');
  });
  const width = 2 * PANEL_WIDTH + 3 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" aria-label="${escapeXml(alt)}">
<style>${STYLE}</style>
${drawn.join('\n')}
</svg>
`;
}
