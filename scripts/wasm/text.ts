/** WebAssembly's text by function calls. A value is a number, the name of a local, or text. */
export type Value = number | string;

const text = (value: Value): string => {
  if (typeof value === 'number') return `(i32.const ${value})`;
  return value.startsWith('(') ? value : `(local.get $${value})`;
};

const binary =
  (name: string) =>
  (first: Value, ...others: readonly Value[]): string =>
    others.reduce<string>((left, right) => `(i32.${name} ${left} ${text(right)})`, text(first));

export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const and = binary('and');
export const or = binary('or');
export const shl = binary('shl');
export const shr = binary('shr_u');
export const eq = binary('eq');
export const ne = binary('ne');
/** Of signed numbers. */
export const lt = binary('lt_s');
export const gt = binary('gt_s');
export const ge = binary('ge_s');
/** Of numbers without a sign. */
export const above = binary('gt_u');

export const not = (value: Value): string => `(i32.eqz ${text(value)})`;
/** The place of the highest bit that is set; -1 where there is none. */
export const highest = (value: Value): string => sub(31, `(i32.clz ${text(value)})`);
export const pick = (condition: Value, then: Value, otherwise: Value): string =>
  `(select ${text(then)} ${text(otherwise)} ${text(condition)})`;

const loading =
  (name: string) =>
  (at: Value, offset = 0): string =>
    `(i32.${name} offset=${offset} ${text(at)})`;
export const load = loading('load');
export const load8 = loading('load8_u');
export const load16 = loading('load16_u');
export const load16Signed = loading('load16_s');

const storing =
  (name: string) =>
  (at: Value, value: Value, offset = 0): string =>
    `(i32.${name} offset=${offset} ${text(at)} ${text(value)})`;
export const store = storing('store');
export const store8 = storing('store8');
export const store16 = storing('store16');
export const zero = (at: Value, length: Value): string =>
  `(memory.fill ${text(at)} (i32.const 0) ${text(length)})`;

export const set = (name: string, value: Value): string => `(local.set $${name} ${text(value)})`;
export const increase = (name: string, by: Value = 1): string => set(name, add(name, by));
export const give = (value: Value): string => `(return ${text(value)})`;
export const call = (name: string, ...values: readonly Value[]): string =>
  `(call $${name} ${values.map(text).join(' ')})`;

export const when = (condition: Value, then: readonly string[], otherwise: readonly string[] = []): string =>
  `(if ${text(condition)} (then ${then.join(' ')}) (else ${otherwise.join(' ')}))`;
export const repeatWhile = (condition: Value, ...body: readonly string[]): string =>
  `(block $over (loop $again (br_if $over ${not(condition)}) ${body.join('\n')} (br $again)))`;
/** At least once. */
export const repeatUntil = (condition: Value, ...body: readonly string[]): string =>
  `(loop $again ${body.join('\n')} (br_if $again ${not(condition)}))`;
export const forEach = (name: string, from: Value, to: Value, ...body: readonly string[]): string =>
  `${set(name, from)} ${repeatWhile(lt(name, to), ...body, increase(name))}`;

/** A function of integers that gives one. */
export const define = (
  name: string,
  parameters: readonly string[],
  locals: readonly string[],
  ...body: readonly string[]
): string =>
  `(func $${name} (export "${name}") ${parameters.map((one) => `(param $${one} i32)`).join(' ')} (result i32)
    ${locals.map((one) => `(local $${one} ${one.startsWith('wide') ? 'i64' : 'i32'})`).join(' ')}
    ${body.join('\n')})`;
