/** Finite state entropy (RFC 8878, 4.1): descriptions of tables, and the tables. */
import {
  COUNTS,
  MOST_SYMBOLS,
  RANKS,
  SPREAD,
  STATES,
  TABLE_LOG,
  TABLE_PLACES,
  TABLE_STATES,
  TABLE_WIDTHS,
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
  load16Signed,
  lt,
  mul,
  ne,
  not,
  or,
  pick,
  repeatUntil,
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
import { bits, failUnless, failWhen } from './bits.ts';

const take = (name: string, width: string | number): string =>
  `${failWhen(ge('bit', 'stop'))} ${set(name, bits('bit', width))} ${increase('bit', width)}`;

/** Reads the description in [start, end) (4.1.1) into COUNTS, and its logarithm into STATES; gives where it ends. */
const counts = define(
  'counts',
  ['start', 'end', 'symbols', 'mostLog'],
  ['bit', 'stop', 'left', 'symbol', 'width', 'value', 'low', 'threshold', 'zeros'],
  zero(COUNTS, MOST_SYMBOLS * 2),
  set('bit', mul('start', 8)),
  set('stop', mul('end', 8)),
  take('value', 4),
  increase('value', 5),
  failWhen(gt('value', 'mostLog')),
  store(STATES, 'value'),
  set('left', shl(1, 'value')),
  repeatWhile(
    gt('left', 0),
    failWhen(ge('symbol', 'symbols')),
    set('width', add(highest(add('left', 1)), 1)),
    take('value', 'width'),
    // Small ones take a bit less.
    set('low', sub(shl(1, sub('width', 1)), 1)),
    set('threshold', sub(sub(shl(1, 'width'), 1), add('left', 1))),
    when(
      lt(and('value', 'low'), 'threshold'),
      [set('value', sub(and('value', 'low'), 1)), increase('bit', -1)],
      [set('value', sub(pick(gt('value', 'low'), sub('value', 'threshold'), 'value'), 1))],
    ),
    set('left', sub('left', pick(lt('value', 0), 1, 'value'))),
    store16(mul('symbol', 2), 'value', COUNTS),
    when(not('value'), [repeatUntil(ne('zeros', 3), take('zeros', 2), increase('symbol', 'zeros'))]),
    increase('symbol'),
  ),
  set('bit', shr(add('bit', 7), 3)),
  failWhen(lt('left', 0)),
  failWhen(gt('bit', 'end')),
  'local.get $bit',
);

const count = load16Signed(mul('symbol', 2), COUNTS);

/** The symbols of all states into SPREAD. */
const spread = define(
  'spread',
  ['size'],
  ['symbol', 'high', 'total', 'step', 'at', 'count'],
  set('high', 'size'),
  forEach(
    'symbol',
    0,
    MOST_SYMBOLS,
    set('count', count),
    set('total', add('total', pick(lt('count', 0), 1, 'count'))),
    when(and(lt('count', 0), gt('high', 0)), [increase('high', -1), store8('high', 'symbol', SPREAD)]),
  ),
  failWhen(ne('total', 'size')),
  set('step', add(shr('size', 1), shr('size', 3), 3)),
  forEach(
    'symbol',
    0,
    MOST_SYMBOLS,
    set('count', count),
    repeatWhile(
      gt('count', 0),
      store8('at', 'symbol', SPREAD),
      repeatUntil(lt('at', 'high'), set('at', and(add('at', 'step'), sub('size', 1)))),
      increase('count', -1),
    ),
  ),
  give(1),
  'unreachable',
);

/** Makes the table at `table` of COUNTS. */
const table = define(
  'table',
  ['table', 'log'],
  ['size', 'symbol', 'count', 'most', 'first', 'state', 'rank', 'width'],
  set('size', shl(1, 'log')),
  failUnless(call('spread', 'size')),
  store('table', 'log', TABLE_LOG),
  forEach(
    'symbol',
    0,
    MOST_SYMBOLS,
    set('count', count),
    when(lt('count', 0), [set('count', 1)]),
    store16(mul('symbol', 2), 'count', RANKS),
    set('most', pick(lt('count', 2), 'log', sub('log', highest(sub('count', 1))))),
    store(add('table', mul('symbol', 4)), sub('first', 'count'), TABLE_PLACES),
    store(add('table', mul('symbol', 4)), sub(shl('most', 16), shl('count', 'most')), TABLE_WIDTHS),
    increase('first', 'count'),
  ),
  forEach(
    'state',
    0,
    'size',
    set('symbol', load8('state', SPREAD)),
    set('rank', load16(mul('symbol', 2), RANKS)),
    store16(mul('symbol', 2), add('rank', 1), RANKS),
    set('width', sub('log', highest('rank'))),
    store(
      add('table', mul('state', 4)),
      or(sub(shl('rank', 'width'), 'size'), shl('width', 16), shl('symbol', 24)),
    ),
    store16(
      add('table', mul(add(load(add('table', mul('symbol', 4)), TABLE_PLACES), 'rank'), 2)),
      'state',
      TABLE_STATES,
    ),
  ),
  give(1),
  'unreachable',
);

/** Makes the table that is described in [start, end); gives where that ends. */
const described = define(
  'described',
  ['table', 'start', 'end', 'symbols', 'mostLog'],
  ['behind'],
  set('behind', call('counts', 'start', 'end', 'symbols', 'mostLog')),
  failUnless('behind'),
  failUnless(call('table', 'table', load(STATES))),
  'local.get $behind',
);

/** Makes a table of one symbol, which takes no bits. */
const single = define(
  'single',
  ['table', 'symbol'],
  [],
  zero(COUNTS, MOST_SYMBOLS * 2),
  store16(mul('symbol', 2), 1, COUNTS),
  call('table', 'table', 0),
);

export const tables = [counts, spread, table, described, single].join('\n');

/** A state's cell. */
export const cellAt = (of: string, state: string): string => load(add(of, mul(state, 4)));
export const baseOf = (cell: string): string => and(cell, 0xffff);
export const widthOf = (cell: string): string => and(shr(cell, 16), 0xff);
export const symbolOf = (cell: string): string => shr(cell, 24);
export const isSymbol = (cell: string, symbol: string): string => eq(symbolOf(cell), symbol);
