/** The sequences of a block (RFC 8878, 3.1.1.3.2) in both directions. */
import {
  LARGE_LITERAL_LENGTH,
  LARGE_MATCH_LENGTH,
  LITERAL_LENGTH_CODES,
  MATCH_LENGTH_CODES,
  SMALL_LITERAL_LENGTHS,
  SMALL_MATCH_LENGTHS,
  STATES,
  TABLE_LOG,
  TABLE_PLACES,
  TABLE_STATES,
  TABLE_WIDTHS,
  VALUES,
} from '../../../engine/content/recode/layout.ts';
import {
  above,
  add,
  and,
  define,
  eq,
  ge,
  gt,
  highest,
  increase,
  load,
  load8,
  load16,
  lt,
  mul,
  ne,
  or,
  repeatWhile,
  set,
  shl,
  shr,
  store,
  store8,
  sub,
  when,
} from '../text.ts';
import { bits, failUnless, failWhen, flush, put } from './bits.ts';
import { baseOf, cellAt, isSymbol, symbolOf, widthOf } from './tables.ts';

/** Most extra bits of one read. */
const MOST_OFFSET_CODE = 25;
const [MOST_LITERAL_CODE, MOST_MATCH_CODE] = [35, 52];

const KINDS = ['length', 'offset', 'match'] as const;

/** Moves backwards over `width` bits and gives them. */
const back = (name: string, width: string): string =>
  `${set('bit', sub('bit', width))} ${set(name, bits('bit', width))}`;

const emit = (value: string): string => `
  ${set('value', value)}
  ${repeatWhile(gt('value', 127), store8('out', or('value', 128)), increase('out'), set('value', shr('value', 7)))}
  ${store8('out', 'value')} ${increase('out')}`;

const emitLength = (codes: number, cell: string): string => `
  ${set('code', mul(symbolOf(cell), 8))}
  ${back('more', load('code', codes + 4))}
  ${emit(add(load('code', codes), 'more'))}`;

const step = (kind: string): string => `
  ${set('value', widthOf(`${kind}Cell`))}
  ${back('more', 'value')}
  ${set(kind, add(baseOf(`${kind}Cell`), 'more'))}`;

const cells = KINDS.map((kind) => set(`${kind}Cell`, cellAt(`${kind}s`, kind)));

/**
 * Reads so many sequences from the stream in [start, end) as three numbers each; gives where these end, and the last
 * states.
 */
const openSequences = define(
  'openSequences',
  ['start', 'end', 'count', 'lengths', 'offsets', 'matchs', 'out'],
  ['bit', 'first', 'code', 'more', 'value', ...KINDS, ...KINDS.map((kind) => `${kind}Cell`)],
  set('bit', '(call $begin (local.get $start) (local.get $end))'),
  failUnless('bit'),
  set('first', mul('start', 8)),
  ...KINDS.flatMap((kind) => [set('value', load(`${kind}s`, TABLE_LOG)), back(kind, 'value')]),
  repeatWhile(
    'count',
    ...cells,
    set('code', symbolOf('offsetCell')),
    failWhen(gt('code', MOST_OFFSET_CODE)),
    back('more', 'code'),
    emit(add(shl(1, 'code'), 'more')),
    emitLength(MATCH_LENGTH_CODES, 'matchCell'),
    emitLength(LITERAL_LENGTH_CODES, 'lengthCell'),
    increase('count', -1),
    when('count', [step('length'), step('match'), step('offset')]),
    failWhen(lt('bit', 'first')),
  ),
  failWhen(ne('bit', 'first')),
  // Where the writer began is its choice; all other states follow from it.
  ...KINDS.map((kind, index) => store(STATES, kind, index * 4)),
  'local.get $out',
);

/** Reads the numbers of so many sequences from [from, end) into VALUES; gives where they end. */
const readValues = define(
  'readValues',
  ['from', 'end', 'count'],
  ['out', 'last', 'byte', 'value', 'shift'],
  set('out', VALUES),
  set('last', add(VALUES, mul('count', 12))),
  repeatWhile(
    lt('out', 'last'),
    set('value', 0),
    set('shift', 0),
    set('byte', 128),
    repeatWhile(
      and('byte', 128),
      failWhen(ge('from', 'end')),
      failWhen(gt('shift', 28)),
      set('byte', load8('from')),
      increase('from'),
      set('value', or('value', shl(and('byte', 127), 'shift'))),
      increase('shift', 7),
    ),
    store('out', 'value'),
    increase('out', 4),
  ),
  'local.get $from',
);

const codeOf = (name: string, value: string, small: number, large: number, mostCode: number): string => `
  ${when(
    above(large, value),
    [set(name, load8(value, small))],
    [set(name, add(highest(value), mostCode === MOST_LITERAL_CODE ? 19 : 36)), failWhen(gt(name, mostCode))],
  )}`;

/** The state of the symbol from which the one in $next is reached: there is exactly one, where the table has the symbol. */
const before = (kind: string): string => `
  ${set('next', kind)}
  ${set('size', shl(1, load(`${kind}s`, TABLE_LOG)))}
  ${set('symbol', add(`${kind}s`, mul(`${kind}Code`, 4)))}
  ${set('place', add('next', 'size'))}
  ${set('width', shr(add('place', load('symbol', TABLE_WIDTHS)), 16))}
  ${set('place', add(shr('place', 'width'), load('symbol', TABLE_PLACES)))}
  ${failUnless(above('size', 'place'))}
  ${set(kind, load16(add(`${kind}s`, mul('place', 2)), TABLE_STATES))}
  ${set('cell', cellAt(`${kind}s`, kind))}
  ${failUnless(isSymbol('cell', `${kind}Code`))}
  ${put(sub('next', baseOf('cell')), widthOf('cell'))}`;

const fits = (kind: string): string => isSymbol(cellAt(`${kind}s`, kind), `${kind}Code`);

/**
 * Writes the sequences whose numbers are in VALUES, and whose last states these are, as a stream at `at`; gives where
 * it ends. No byte from `limit` on matters.
 */
const closeSequences = define(
  'closeSequences',
  ['count', 'lengths', 'offsets', 'matchs', ...KINDS, 'at', 'limit'],
  [
    ...['from', 'last', 'held', 'wide', 'next', 'size', 'symbol', 'place', 'width', 'cell'],
    ...KINDS.flatMap((kind) => [`${kind}Value`, `${kind}Code`]),
  ],
  set('from', add(VALUES, mul('count', 12))),
  set('last', sub('from', 12)),
  repeatWhile(
    above('from', VALUES),
    increase('from', -12),
    set('offsetValue', load('from')),
    set('matchValue', load('from', 4)),
    set('lengthValue', load('from', 8)),
    set('offsetCode', highest('offsetValue')),
    failUnless('offsetValue'),
    failWhen(gt('offsetCode', MOST_OFFSET_CODE)),
    codeOf('matchCode', 'matchValue', SMALL_MATCH_LENGTHS, LARGE_MATCH_LENGTH, MOST_MATCH_CODE),
    codeOf('lengthCode', 'lengthValue', SMALL_LITERAL_LENGTHS, LARGE_LITERAL_LENGTH, MOST_LITERAL_CODE),
    failWhen(ge('at', 'limit')),
    when(
      eq('from', 'last'),
      [failUnless(and(fits('length'), fits('offset'), fits('match')))],
      [before('offset'), before('match'), before('length'), flush],
    ),
    put(
      sub('lengthValue', load(mul('lengthCode', 8), LITERAL_LENGTH_CODES)),
      load(mul('lengthCode', 8), LITERAL_LENGTH_CODES + 4),
    ),
    put(
      sub('matchValue', load(mul('matchCode', 8), MATCH_LENGTH_CODES)),
      load(mul('matchCode', 8), MATCH_LENGTH_CODES + 4),
    ),
    flush,
    put(sub('offsetValue', shl(1, 'offsetCode')), 'offsetCode'),
    flush,
  ),
  put('match', load('matchs', TABLE_LOG)),
  put('offset', load('offsets', TABLE_LOG)),
  put('length', load('lengths', TABLE_LOG)),
  put(1, 1),
  flush,
  add('at', ne('held', 0)),
);

export const sequences = [openSequences, readValues, closeSequences].join('\n');
