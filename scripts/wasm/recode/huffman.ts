/** Huffman codes of literals (RFC 8878, 4.2): the table, and streams of literals in both directions. */
import {
  HUFFMAN,
  HUFFMAN_BITS,
  HUFFMAN_CODES,
  TABLE_LOG,
  WEIGHT_TABLE,
  WEIGHTS,
} from '../../../engine/content/recode/layout.ts';
import {
  add,
  and,
  call,
  define,
  eq,
  forEach,
  ge,
  give,
  gt,
  highest,
  increase,
  load,
  load8,
  load16,
  lt,
  mul,
  ne,
  not,
  or,
  pick,
  repeatWhile,
  set,
  shl,
  shr,
  store,
  store8,
  store16,
  sub,
  when,
  zero,
} from '../text.ts';
import { bits, failUnless, failWhen, flush, masked, put } from './bits.ts';
import { baseOf, cellAt, symbolOf, widthOf } from './tables.ts';

const LONGEST = 11;
const MOST_WEIGHTS = 255;
const WEIGHTS_LOG = 6;

const weigh = (cell: string): string => `${store8('count', symbolOf(cell), WEIGHTS)} ${increase('count')}`;
const stateFrom = (name: string): string =>
  `${set('bit', sub('bit', 'log'))} ${set('next', bits('bit', 'log'))} ${set(name, cellAt('table', 'next'))}`;

/** Weights in one stream of two states by turns (4.2.1.2), which ends where bits run out; gives how many. */
const weights = define(
  'weights',
  ['start', 'end'],
  ['table', 'log', 'bit', 'first', 'cell', 'other', 'next', 'count', 'width'],
  set('table', WEIGHT_TABLE),
  set('start', call('described', 'table', 'start', 'end', LONGEST + 2, WEIGHTS_LOG)),
  failUnless('start'),
  set('log', load('table', TABLE_LOG)),
  set('bit', call('begin', 'start', 'end')),
  failUnless('bit'),
  set('first', mul('start', 8)),
  stateFrom('cell'),
  stateFrom('other'),
  repeatWhile(
    1,
    weigh('cell'),
    set('width', widthOf('cell')),
    set('bit', sub('bit', 'width')),
    set('next', add(baseOf('cell'), bits('bit', 'width'))),
    when(lt('bit', 'first'), [weigh('other'), give('count')]),
    set('cell', 'other'),
    set('other', cellAt('table', 'next')),
    failWhen(gt('count', MOST_WEIGHTS)),
  ),
  'unreachable',
);

/** Adds the last weight, which is what is missing to the next power of two; gives the longest width. */
const lastWeight = define(
  'lastWeight',
  ['count'],
  ['symbol', 'weight', 'total', 'missing'],
  forEach(
    'symbol',
    0,
    'count',
    set('weight', load8('symbol', WEIGHTS)),
    failWhen(gt('weight', LONGEST)),
    when('weight', [increase('total', shl(1, sub('weight', 1)))]),
  ),
  failUnless('total'),
  set('missing', sub(shl(2, highest('total')), 'total')),
  failWhen(and('missing', sub('missing', 1))),
  store8('count', add(highest('missing'), 1), WEIGHTS),
  set('weight', highest(add('total', 'missing'))),
  failWhen(gt('weight', LONGEST)),
  'local.get $weight',
);

/** Makes the table that is described in [start, limit) (4.2.1); gives where that ends. */
const huffman = define(
  'huffman',
  ['start', 'limit'],
  ['head', 'end', 'count', 'symbol', 'byte', 'longest', 'weight', 'width', 'at', 'places'],
  failWhen(ge('start', 'limit')),
  set('head', load8('start')),
  increase('start'),
  when(
    lt('head', 128),
    [
      set('end', add('start', 'head')),
      failWhen(gt('end', 'limit')),
      set('count', call('weights', 'start', 'end')),
    ],
    [
      set('end', add('start', shr(sub('head', 126), 1))),
      failWhen(gt('end', 'limit')),
      set('count', sub('head', 127)),
      forEach(
        'symbol',
        0,
        'count',
        set('byte', load8(add('start', shr('symbol', 1)))),
        store8('symbol', pick(and('symbol', 1), and('byte', 15), shr('byte', 4)), WEIGHTS),
      ),
    ],
  ),
  failUnless('count'),
  failWhen(gt('count', MOST_WEIGHTS)),
  set('longest', call('lastWeight', 'count')),
  failUnless('longest'),
  store(HUFFMAN_BITS, 'longest'),
  zero(HUFFMAN_CODES, 1024),
  forEach(
    'weight',
    1,
    add('longest', 1),
    set('width', sub(add('longest', 1), 'weight')),
    set('places', shl(1, sub('weight', 1))),
    forEach(
      'symbol',
      0,
      add('count', 1),
      when(eq(load8('symbol', WEIGHTS), 'weight'), [
        store(mul('symbol', 4), or(shl('width', 16), shr('at', sub('weight', 1))), HUFFMAN_CODES),
        set('byte', add('at', 'places')),
        repeatWhile(
          lt('at', 'byte'),
          store16(mul('at', 2), or(shl('width', 8), 'symbol'), HUFFMAN),
          increase('at'),
        ),
      ]),
    ),
  ),
  // Otherwise a weight was above the longest width.
  failWhen(ne('at', shl(1, 'longest'))),
  'local.get $end',
);

const look = (bit: string, name: string): string => `
  ${set(name, load16(mul(masked(sub(bit, 'longest'), 'mask'), 2), HUFFMAN))}
  ${set(bit, sub(bit, shr(name, 8)))}`;

const prepare = [set('longest', load(HUFFMAN_BITS)), set('mask', sub(shl(1, 'longest'), 1))];

/** Reads [out, stop) from a stream of which `bit` is next and `first` last; 1 where they use it up. */
const drain = define(
  'drain',
  ['bit', 'first', 'out', 'stop'],
  ['longest', 'mask', 'entry'],
  ...prepare,
  repeatWhile(
    lt('out', 'stop'),
    look('bit', 'entry'),
    failWhen(lt('bit', 'first')),
    store8('out', 'entry'),
    increase('out'),
  ),
  eq('bit', 'first'),
);

/** Reads [out, stop) from the stream in [start, end). */
const decode = define(
  'decode',
  ['start', 'end', 'out', 'stop'],
  ['bit'],
  set('bit', call('begin', 'start', 'end')),
  failUnless('bit'),
  call('drain', 'bit', mul('start', 8), 'out', 'stop'),
);

const FOUR = [0, 1, 2, 3] as const;

/**
 * Reads `size` literals at `out` from the four streams in [at, end), whose lengths come first: side by side, so that
 * none waits for another.
 */
const decodeFour = define(
  'decodeFour',
  ['at', 'end', 'out', 'size'],
  [
    ...['longest', 'mask', 'quarter', 'left', 'entry', 'place'],
    ...FOUR.flatMap((n) => [`bit${n}`, `first${n}`]),
  ],
  ...prepare,
  set('place', add('at', 6)),
  failWhen(gt('place', 'end')),
  set('quarter', shr(add('size', 3), 2)),
  set('left', sub('size', mul('quarter', 3))),
  failWhen(lt('left', 0)),
  ...FOUR.flatMap((n) => [
    set(`first${n}`, mul('place', 8)),
    set('entry', n < 3 ? add('place', load16('at', n * 2)) : 'end'),
    failWhen(gt('entry', 'end')),
    set(`bit${n}`, call('begin', 'place', 'entry')),
    failUnless(`bit${n}`),
    set('place', 'entry'),
  ]),
  set('place', 'out'),
  set('left', add('out', 'left')),
  repeatWhile(
    lt('place', 'left'),
    ...FOUR.flatMap((n) => [look(`bit${n}`, 'entry'), store8(add('place', mul('quarter', n)), 'entry')]),
    failWhen(FOUR.map((n) => lt(`bit${n}`, `first${n}`)).reduce((a, b) => or(a, b))),
    increase('place'),
  ),
  ...FOUR.map((n) =>
    failUnless(
      call(
        'drain',
        `bit${n}`,
        `first${n}`,
        add('place', mul('quarter', n)),
        n < 3 ? add('out', mul('quarter', n + 1)) : add('out', 'size'),
      ),
    ),
  ),
  give(1),
  'unreachable',
);

/** Writes the stream of the literals [from, to) at `at`; gives where it ends. No byte from `limit` on matters. */
const encode = define(
  'encode',
  ['from', 'to', 'at', 'limit'],
  ['code', 'held', 'wide'],
  repeatWhile(
    gt('to', 'from'),
    increase('to', -1),
    set('code', load(mul(load8('to'), 4), HUFFMAN_CODES)),
    failWhen(or(not('code'), ge('at', 'limit'))),
    put(and('code', 0xffff), shr('code', 16)),
    flush,
  ),
  put(1, 1),
  flush,
  add('at', ne('held', 0)),
);

export const literals = [weights, lastWeight, huffman, drain, decode, decodeFour, encode].join('\n');
