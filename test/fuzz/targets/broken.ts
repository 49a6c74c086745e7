/** Decoders with mistakes that fuzzing is there to find, for the test of the test. */
import { bytesOf, hasCode, type Target } from '../target.ts';

const broken = (name: string, decode: (input: Uint8Array) => unknown): Target => ({
  name: `broken-${name}`,
  runs: 500,
  samples: () => [bytesOf('length 4: data'), Buffer.alloc(40)],
  decode,
  isExpected: hasCode('integrity'),
});

export const BROKEN: readonly Target[] = [
  broken('throws', (input) => {
    if (input.length === 0) return undefined;
    return JSON.parse(input[3]! > 0x80 ? '{' : '{}');
  }),
  broken('believes', (input) =>
    input.length < 4 ? 0 : Buffer.alloc(Buffer.from(input).readUInt32LE(0) % 2 ** 30),
  ),
  broken('hangs', (input) => {
    while (input.length > 20 && input[7] === 0xff);
  }),
];
