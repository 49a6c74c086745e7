/** What happens in a simulated run, as data made from its seed: so that a failing run can be repeated with less of it. */
import {
  type Cast,
  type MachineName,
  ONE_PROJECT,
  ownerOf,
  TWO_PROJECTS,
  type WindowName,
  whoseWindow,
} from './cast.ts';
import { Random } from './random.ts';

/** What people do, and how often. */
const DEEDS = {
  track: 5,
  checkpoint: 9,
  edit: 3,
  move: 3,
  trash: 2,
  restore: 2,
  purge: 2,
  assign: 2,
  role: 1,
  attention: 2,
  tag: 2,
  depend: 1,
  status: 3,
  describe: 1,
  rebuild: 2,
  pull: 3,
  revert: 2,
  free: 1,
  delete: 1,
  gc: 1,
  verify: 1,
  plan: 1,
  resolve: 2,
  mkdir: 1,
  version: 2,
  'rename-outside': 2,
  'rename-offer': 3,
  look: 1,
  export: 1,
  'interrupted-sync': 2,
  sync: 12,
  'studio-gc': 1,
} as const;
/** What can be done where there is another project. */
const AMONG_TWO = { pry: 6, copy: 4 } as const;
export type Deed = keyof typeof DEEDS | keyof typeof AMONG_TWO;
const deckOf = (deeds: Readonly<Partial<Record<Deed, number>>>): Deed[] =>
  Object.entries(deeds).flatMap(([deed, weight]) => Array<Deed>(weight).fill(deed as Deed));
const DECK = deckOf(DEEDS);
const DECK_OF_TWO = deckOf({ ...DEEDS, ...AMONG_TWO });

/** Requests that a network fault waits for. */
const LINES = ['', '', '', '/push', '/push', '/changes', '/chunks ', '/missing', '/fetch', '/hello'] as const;

export type Happening = { readonly id: number /** Simulated milliseconds. */; readonly at: number } & (
  | { readonly what: 'deed'; readonly deed: Deed; readonly window: WindowName; readonly seed: number }
  | {
      readonly what: 'kill';
      readonly who: WindowName | 'studio';
      readonly after: number;
      readonly edge: 'before' | 'after';
    }
  | {
      readonly what: 'full';
      readonly who: MachineName | 'studio';
      readonly after: number;
      readonly count: number;
    }
  | {
      readonly what: 'network';
      readonly who: MachineName;
      readonly line: string;
      readonly fault: FaultKind;
      readonly size: number;
    }
  | { readonly what: 'clock'; readonly who: MachineName | 'studio'; readonly by: number }
  | { readonly what: 'restart'; readonly who: WindowName | 'studio' }
  | { readonly what: 'power'; readonly who: MachineName | 'studio'; readonly seed: number }
);

export type FaultKind = 'lost-request' | 'lost-response' | 'duplicate' | 'delay' | 'cut-up' | 'cut-down';
const FAULTS: readonly FaultKind[] = [
  'lost-request',
  'lost-response',
  'lost-response',
  'duplicate',
  'duplicate',
  'delay',
  'cut-up',
  'cut-down',
];

const HOUR = 3_600_000;
/** How long the studio's garbage collection spares what was touched: more than two clocks can differ. */
export const GRACE = 13 * HOUR;

/** Mean milliseconds between what people do: several things during one sync. */
const PACE = 60;
/** Longer than {@link GRACE}. */
const NIGHT = 15 * HOUR;
/** How many of what happens are faults: one in so many. */
const FAULT_EVERY = 5;

const choose = <T>(random: Random, from: readonly [T, ...T[]] | readonly T[]): T => random.pick(from) as T;

/** A team that does little else, and to whom little else happens: to find one thing sooner. */
export interface Theme {
  readonly deeds: readonly Deed[];
  readonly faults: readonly ('kill' | 'kill-studio' | 'power' | FaultKind)[];
  /** Requests that go wrong. */
  readonly line: string;
  /** One project, where left out. */
  readonly cast?: Cast;
}

export const THEMES = {
  /** Somebody's edits cross with their own pushes. */
  crossing: {
    deeds: ['status', 'status', 'status', 'sync', 'sync'],
    faults: ['lost-response', 'kill'],
    line: '/push',
  },
  /** The power goes while files are written, kept, moved and sent. */
  power: {
    deeds: [
      ...(['edit', 'edit', 'track', 'checkpoint', 'checkpoint', 'move', 'move', 'pull', 'pull'] as const),
      ...(['revert', 'rebuild', 'free', 'gc', 'sync', 'sync', 'sync', 'studio-gc'] as const),
    ],
    faults: ['power'],
    line: '',
  },
  /** Collections are made, moved into each other and trashed by several at a time. */
  trash: {
    deeds: [
      ...(['mkdir', 'mkdir', 'mkdir', 'track', 'move', 'move', 'move', 'trash', 'trash'] as const),
      ...(['restore', 'purge', 'attention', 'resolve', 'sync', 'sync', 'sync', 'interrupted-sync'] as const),
    ],
    faults: ['delay', 'kill', 'lost-response'],
    line: '',
  },
  /** Names meet that are on the studio already, in collections too, and versions go to the trash. */
  merging: {
    deeds: [
      ...(['track', 'track', 'mkdir', 'checkpoint', 'move', 'move', 'move', 'tag', 'depend'] as const),
      ...(['version', 'attention', 'resolve', 'sync', 'sync', 'sync', 'interrupted-sync'] as const),
    ],
    faults: ['delay', 'kill', 'lost-response'],
    line: '',
  },
  /** The same content comes and goes in two projects of one studio, and everybody looks for what is not theirs. */
  apart: {
    deeds: [
      ...([
        'track',
        'copy',
        'copy',
        'checkpoint',
        'trash',
        'purge',
        'gc',
        'studio-gc',
        'pry',
        'pry',
      ] as const),
      ...(['rebuild', 'pull', 'version', 'sync', 'sync', 'sync', 'sync'] as const),
    ],
    faults: ['kill', 'kill-studio', 'lost-response', 'power'],
    line: '',
    cast: TWO_PROJECTS,
  },
} satisfies Record<string, Theme>;

function themed(
  random: Random,
  { faults, line, cast = ONE_PROJECT }: Theme,
  id: number,
  at: number,
): Happening {
  const { windows, machines } = cast;
  const kind = choose(random, faults);
  if (kind === 'kill' || kind === 'kill-studio') {
    const who = kind === 'kill' ? choose(random, windows) : 'studio';
    const edge = choose(random, ['before', 'after'] as const);
    return { id, at, what: 'kill', who, after: random.below(30), edge };
  }
  if (kind === 'power') {
    const who = choose(random, [...machines, 'studio' as const]);
    return { id, at, what: 'power', who, seed: random.below(2 ** 31) };
  }
  return {
    id,
    at,
    what: 'network',
    who: choose(random, machines),
    line,
    fault: kind,
    size: random.below(100),
  };
}

/** @param length how many things happen. */
export function planOf(seed: number, length: number, cast: Cast, theme?: Theme): Happening[] {
  const deck = theme?.deeds ?? (cast.projects.length > 1 ? DECK_OF_TWO : DECK);
  const random = new Random(seed);
  const plan: Happening[] = [];
  let at = 0;
  for (let id = 0; id < length; id++) {
    at += random.next() * 2 * PACE;
    // From time to time everybody pauses, and what is under way ends.
    if (random.below(12) === 0) at += 2_000;
    if (random.below(60) === 0) at += NIGHT;
    const isFault = random.below(FAULT_EVERY) === 0;
    if (!isFault) plan.push(deed(random, id, at, deck, cast));
    else plan.push(theme ? themed(random, theme, id, at) : fault(random, id, at, cast));
  }
  return plan;
}

function deed(random: Random, id: number, at: number, deck: readonly Deed[], cast: Cast): Happening {
  const window = choose(random, cast.windows);
  return { id, at, what: 'deed', deed: choose(random, deck), window, seed: random.below(2 ** 31) };
}

function fault(random: Random, id: number, at: number, { windows, machines }: Cast): Happening {
  const program = random.below(4) === 0 ? 'studio' : choose(random, windows);
  const machine = random.below(4) === 0 ? 'studio' : choose(random, machines);
  const kind = random.below(10);
  if (kind < 3) {
    // Few effects later or many: some phases are long.
    const after = random.below(choose(random, [6, 30, 120]));
    return { id, at, what: 'kill', who: program, after, edge: choose(random, ['before', 'after']) };
  }
  if (kind < 4)
    return { id, at, what: 'full', who: machine, after: random.below(20), count: 1 + random.below(4) };
  if (kind < 8) {
    const size = random.below(choose(random, [60, 400, 4_000]));
    return {
      id,
      at,
      what: 'network',
      who: choose(random, machines),
      line: choose(random, LINES),
      fault: choose(random, FAULTS),
      size,
    };
  }
  if (kind < 9)
    return { id, at, what: 'clock', who: machine, by: Math.round((random.next() - 0.5) * 12 * HOUR) };
  const who = program === 'studio' ? program : ownerOf(whoseWindow(program));
  return random.below(2) === 0
    ? { id, at, what: 'restart', who: program }
    : { id, at, what: 'power', who, seed: random.below(2 ** 31) };
}
