/** Where the boxes of the graph stand: a column for each step, the first few of each. Pure. */
import type { ToNeedsPage } from './protocol.ts';

type Item = ToNeedsPage['items'][number];

export const BOX = { width: 165, height: 40 } as const;
const GAP = { x: 56, y: 14 } as const;
const EDGE = 10;
/** Boxes of one column, and columns; the list below the graph has all. */
const MOST_ROWS = 12;
const MOST_COLUMNS = 8;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly item: Item;
}

export interface Line {
  readonly from: Box;
  readonly to: Box;
  readonly why: 'needs' | 'holds';
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  /** Items without a box. */
  readonly hidden: number;
}

export function layout({ items, links }: Pick<ToNeedsPage, 'items' | 'links'>): Layout {
  const columns = Map.groupBy(items, ({ depth }) => depth);
  const shown = [...columns].filter(([depth]) => depth < MOST_COLUMNS);
  const boxes = shown.flatMap(([depth, column]) =>
    column.slice(0, MOST_ROWS).map((item, row) => ({
      x: EDGE + depth * (BOX.width + GAP.x),
      y: EDGE + row * (BOX.height + GAP.y),
      item,
    })),
  );
  const byId = new Map(boxes.map((box) => [box.item.id, box]));
  const lines = links.flatMap(({ from, to, why }) => {
    const [start, end] = [byId.get(from), byId.get(to)];
    return start && end ? [{ from: start, to: end, why }] : [];
  });
  const most = (side: (box: Box) => number): number =>
    boxes.reduce((size, box) => Math.max(size, side(box)), 0);
  return {
    width: most(({ x }) => x) + BOX.width + EDGE,
    height: most(({ y }) => y) + BOX.height + EDGE,
    boxes,
    lines,
    hidden: items.length - boxes.length,
  };
}

/** From the right of one box to the left of the other; around the top where that lies behind. */
export function path({ from, to }: Line): string {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const bend = Math.max(GAP.x / 2, Math.abs(x2 - x1) / 2);
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`;
}
