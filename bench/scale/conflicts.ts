/**
 * `node bench/scale/conflicts.ts [--count 10000] [--rounds 3] [--kinds names,diverged,…]`: what it takes to find so many conflicts of one
 * kind each, in a project that holds nothing else, and then to decide them one after the other, with a new name where that is a choice. Seconds of
 * processor time, the median of the rounds.
 */
import { parseArgs } from 'node:util';
import { resolveConflict } from '../../engine/actions/resolve.ts';
import type { Conflict, ConflictKind, Decision } from '../../engine/api.ts';
import type { Item } from '../../engine/domain/rows.ts';
import { StagedWorld } from '../../test/support/staged-world.ts';
import { median } from '../report/stats.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    kinds: { type: 'string' },
  },
});

/** What makes one conflict: what everybody has, what is done here, and what was done there. */
interface Scene {
  readonly kind: ConflictKind;
  known?(world: StagedWorld, name: string): Item;
  mine(world: StagedWorld, known: Item, name: string): void;
  theirs(world: StagedWorld, known: Item, name: string): void;
}

const asset = (world: StagedWorld, name: string): Item => {
  const item = world.theirItem(world.item('asset', name));
  world.theirCheckpoint(item.id, `${name} 1`);
  return item;
};
const checkpoint = (world: StagedWorld, known: Item) => void world.myCheckpoint(known.id, 'mine');
const twin =
  (kind: Item['kind']): Scene['mine'] =>
  (world, _, name) =>
    void world.mine(kind, name);
const sameName = (kind: Item['kind']): Scene['theirs'] => {
  return (world, _, name) => void world.theirItem(world.item(kind, name));
};

const SCENES: Readonly<Record<string, Scene>> = {
  names: { kind: 'asset-name', mine: twin('asset'), theirs: sameName('asset') },
  collections: { kind: 'collection-name', mine: twin('collection'), theirs: sameName('collection') },
  'files and folders': { kind: 'file-folder', mine: twin('asset'), theirs: sameName('collection') },
  diverged: {
    kind: 'diverged',
    known: asset,
    mine: checkpoint,
    theirs: (world, { id, name }) => void world.theirCheckpoint(id, `${name} 2`, '', 2),
  },
  'trashed there': {
    kind: 'trashed-there',
    known: asset,
    mine: checkpoint,
    theirs: (world, known) =>
      void world.theirItem({ ...known, trashed: true, trashedBy: world.other, trashedAt: 7 }),
  },
  'purged there': {
    kind: 'trashed-there',
    known: asset,
    mine: checkpoint,
    theirs: (world, known) => void world.theirItem({ ...known, name: '', trashed: true, purged: true }),
  },
  'trashed here': {
    kind: 'trashed-here',
    known: asset,
    mine: (world, { id }) => void world.project.items.edit(id, { trashed: true }),
    theirs: (world, { id, name }) => void world.theirCheckpoint(id, `${name} 2`, '', 2),
  },
  'locks lost': {
    kind: 'lock-lost',
    known: asset,
    mine: checkpoint,
    theirs: (world, known) => void world.theirItem({ ...known, task: true, assigneeId: world.other }),
  },
};

function decisionOn({ choices, suggestion }: Conflict): Decision {
  const open = choices.filter(({ enabled }) => enabled).map(({ name }) => name);
  if (open.includes('rename')) return { choice: 'rename', name: suggestion };
  return { choice: open[0] ?? 'later' };
}

interface Seconds {
  readonly found: number;
  readonly decided: number;
}

/** Of processor time. */
function secondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function once({ kind, known, mine, theirs }: Scene, count: number): Promise<Seconds> {
  const world = await StagedWorld.create();
  try {
    const { db } = world.project;
    const names = Array.from({ length: count }, (_, index) => `both ${index}`);
    const items = new Map<string, Item>();
    db.transaction(() => {
      for (const name of names) if (known) items.set(name, known(world, name));
    });
    world.pull();
    const none = world.item('asset', 'none');
    db.transaction(() => {
      for (const name of names) mine(world, items.get(name) ?? none, name);
      for (const name of names) theirs(world, items.get(name) ?? none, name);
    });
    let conflicts: readonly Conflict[] = [];
    const found = secondsOf(() => {
      ({ conflicts } = world.pull());
    });
    if (conflicts.length !== count || conflicts.some((one) => one.kind !== kind))
      throw new Error(`${conflicts.length} conflicts, the first ${conflicts[0]?.kind}`);
    const decided = secondsOf(() => {
      for (const one of conflicts) resolveConflict(world.project, one.id, decisionOn(one));
    });
    return { found, decided };
  } finally {
    world.dispose();
  }
}

const wanted = values.kinds?.split(',') ?? Object.keys(SCENES);
const taken = new Map<string, Seconds[]>(wanted.map((name) => [name, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, seconds] of taken) {
    const scene = SCENES[name];
    if (!scene) throw new Error(`Kinds: ${Object.keys(SCENES).join(',')}`);
    seconds.push(await once(scene, Number(values.count)));
  }
}
for (const [name, seconds] of taken) {
  const told = (what: keyof Seconds): string => {
    const all = seconds.map((one) => one[what]).toSorted((a, b) => a - b);
    return `${what} in ${median(all).toFixed(2)} s (${all.map((one) => one.toFixed(2)).join(', ')})`;
  };
  process.stdout.write(`${name}: ${told('found')}, ${told('decided')}\n`);
}
