import assert from 'node:assert/strict';
import { getDefaultHighWaterMark } from 'node:stream';
import fc from 'fast-check';
import { pieces } from '../../../engine/remote/upload.ts';
import { seededBytes } from '../../support/chunks.ts';

const KIB = 1024;
/** Below this a socket takes what it is given, and asks for more before it is sent. */
const UNWAITED = getDefaultHighWaterMark(false);

describe('pieces of an upload', () => {
  it('are sent from memory that may be used again, or have memory of their own: those that no socket waits for', async () => {
    const length = fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 1_100 * KIB }));
    await fc.assert(
      fc.asyncProperty(fc.array(length, { maxLength: 5 }), async (lengths) => {
        const parts = lengths.map((size, index) => seededBytes(index, size));
        let told = 0;
        const sent: Uint8Array[] = [];
        const onBytes = (bytes: number) => {
          told += bytes;
          return undefined;
        };
        async function* frames() {
          for (const part of parts) yield part;
        }
        for await (const piece of pieces({ frames, onBytes })) {
          const isShared = parts.some(({ buffer }) => buffer === piece.buffer);
          assert.ok(!isShared || piece.length >= UNWAITED, `${piece.length} bytes of the part's memory`);
          assert.ok(piece.length <= 256 * KIB);
          sent.push(piece);
        }
        assert.ok(Buffer.concat(sent).equals(Buffer.concat(parts)));
        assert.equal(told, Buffer.concat(parts).length);
      }),
      { examples: [[[256 * KIB + 1]], [[1024 * KIB + 10]], [[512 * KIB, 10]]] },
    );
  });
});
