/** Streams of bits as RFC 8878 has them: places in them are bits from the start of the memory. */
import {
  add,
  and,
  define,
  ge,
  give,
  highest,
  load,
  load8,
  mul,
  not,
  set,
  shl,
  shr,
  sub,
  type Value,
  when,
} from '../text.ts';

/** Where what is looked at is not what the format says: functions that can fail give 0. */
export const failWhen = (condition: Value): string => when(condition, [give(0)]);
export const failUnless = (condition: Value): string => failWhen(not(condition));

/** As many bits as a mask of 25 at most has ones, the place's own lowest. */
export const masked = (bit: Value, mask: Value): string => and(shr(load(shr(bit, 3)), and(bit, 7)), mask);

/** `count` bits at a place, 25 at most. */
export const bits = (bit: Value, count: Value): string => masked(bit, sub(shl(1, count), 1));

/**
 * Where a stream that is read from its end begins (4.1): behind its last bit but for the mark, which is the highest bit
 * set of its last byte.
 */
const begin = define(
  'begin',
  ['start', 'end'],
  ['last'],
  failWhen(ge('start', 'end')),
  set('last', load8(sub('end', 1))),
  failUnless('last'),
  add(mul(sub('end', 1), 8), highest('last')),
);

const asText = (value: Value): string => (String(value).startsWith('(') ? String(value) : add(value, 0));

/** For bits that are written one behind the other: what is not a whole byte yet is in $wide, $held bits of it. */
export const put = (value: Value, width: Value): string => `
  (local.set $wide (i64.or (local.get $wide)
    (i64.shl (i64.extend_i32_u ${asText(value)}) (i64.extend_i32_u (local.get $held)))))
  ${set('held', add('held', width))}`;

/** Hands over whole bytes: needed before there are more than 64 bits. Touches eight bytes at $at. */
export const flush = `
  (i64.store (local.get $at) (local.get $wide))
  ${set('at', add('at', shr('held', 3)))}
  (local.set $wide (i64.shr_u (local.get $wide) (i64.extend_i32_u ${and('held', 0x38)})))
  ${set('held', and('held', 7))}`;

export const streams = begin;
