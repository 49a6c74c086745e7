/** Changes to valid input, as values that fast-check makes, shrinks and prints. */
import fc from 'fast-check';

/** Places are parts of 65,536 of the input's length, so that they mean something for inputs of any length. */
type Place = number;

type Mutation =
  | { readonly do: 'flip'; readonly at: Place; readonly bit: number }
  | { readonly do: 'set'; readonly at: Place; readonly byte: number }
  | { readonly do: 'cut'; readonly at: Place }
  | { readonly do: 'remove'; readonly at: Place; readonly length: number }
  | { readonly do: 'insert'; readonly at: Place; readonly bytes: readonly number[] }
  | { readonly do: 'number'; readonly at: Place; readonly width: 1 | 2 | 4 | 8; readonly value: number }
  | {
      readonly do: 'splice';
      readonly at: Place;
      readonly from: number;
      readonly start: Place;
      readonly length: number;
    }
  | { readonly do: 'repeat'; readonly at: Place; readonly length: number; readonly times: number };

export interface Program {
  readonly sample: number;
  readonly mutations: readonly Mutation[];
}

const place = fc.nat(65_535);
const interesting = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ do: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
  fc.record({ do: fc.constant('set' as const), at: place, byte: fc.nat(255) }),
  fc.record({ do: fc.constant('cut' as const), at: place }),
  fc.record({ do: fc.constant('remove' as const), at: place, length: fc.nat(64) }),
  fc.record({
    do: fc.constant('insert' as const),
    at: place,
    bytes: fc.array(fc.nat(255), { maxLength: 16 }),
  }),
  fc.record({
    do: fc.constant('number' as const),
    at: place,
    width: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
    value: fc.oneof(fc.constantFrom(...interesting), fc.nat(0xffffffff)),
  }),
  fc.record({
    do: fc.constant('splice' as const),
    at: place,
    from: fc.nat(1_000),
    start: place,
    length: fc.nat(256),
  }),
  fc.record({
    do: fc.constant('repeat' as const),
    at: place,
    length: fc.nat(32),
    times: fc.nat(200),
  }),
);

/** Mutations of one of `samples` samples; once in a while bytes that were never valid. */
export const program = (samples: number): fc.Arbitrary<Program | readonly number[]> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        sample: fc.nat(samples - 1),
        mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }),
      }),
    },
    { weight: 1, arbitrary: fc.array(fc.nat(255), { maxLength: 300 }) },
  );

const at = (length: number, part: Place): number => Math.floor((part / 65_536) * (length + 1));

export function inputOf(made: Program | readonly number[], samples: readonly Uint8Array[]): Buffer {
  if (!('sample' in made)) return Buffer.from(made);
  let bytes: Buffer = Buffer.from(samples[made.sample] ?? []);
  for (const one of made.mutations) bytes = mutate(bytes, one, samples);
  return bytes;
}

function mutate(bytes: Buffer, one: Mutation, samples: readonly Uint8Array[]): Buffer {
  const from = at(bytes.length, one.at);
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
  switch (one.do) {
    case 'flip':
    case 'set': {
      const changed = Buffer.from(bytes);
      const old = changed[from];
      if (old !== undefined) changed[from] = one.do === 'set' ? one.byte : old ^ (1 << one.bit);
      return changed;
    }
    case 'cut':
      return Buffer.from(before);
    case 'remove':
      return Buffer.concat([before, after.subarray(one.length)]);
    case 'insert':
      return Buffer.concat([before, Buffer.from(one.bytes), after]);
    case 'number': {
      const number = Buffer.alloc(8, 0xff);
      number.writeUInt32LE(one.value);
      return Buffer.concat([before, number.subarray(0, one.width), after.subarray(one.width)]);
    }
    case 'splice': {
      const other = samples[one.from % samples.length] ?? bytes;
      const start = at(other.length, one.start);
      return Buffer.concat([before, other.subarray(start, start + one.length), after]);
    }
    case 'repeat': {
      const part = after.subarray(0, one.length);
      return Buffer.concat([before, ...Array.from({ length: one.times }, () => part), after]);
    }
  }
}
