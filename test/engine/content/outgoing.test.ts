import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { frameHead, parseFrame } from '../../../engine/content/frame.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { type Outgoing, outgoingFrames, SendBuffers } from '../../../engine/content/outgoing.ts';
import { PackWriter } from '../../../engine/content/pack.ts';
import { PackFiles } from '../../../engine/content/pack-read.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { seededBytes } from '../../support/chunks.ts';
import { readFrames } from '../../support/frames.ts';
import { useTempFolder } from '../../support/temp.ts';

const chunkOf = (seed: number, size: number): StoredChunk => {
  const plain = seededBytes(seed, size);
  return encodeChunk(sha256(plain), plain);
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('frames on their way out', () => {
  const folder = useTempFolder();
  const file = () => join(folder(), 'a.pack');
  let packs: PackFiles;
  beforeEach(() => {
    packs = new PackFiles(4, 4 * 1024 * 1024);
  });
  afterEach(() => packs.close());

  /** These chunks in a pack, but for those that `memory` says are elsewhere. */
  function source(chunks: readonly StoredChunk[], inMemory: (chunk: StoredChunk) => boolean = () => false) {
    const fetched: string[] = [];
    const writer = PackWriter.create(file());
    const places = new Map(
      chunks.map((chunk) => [
        chunk.hash,
        inMemory(chunk) ? [frameHead(chunk), chunk.data] : { file: file(), ...writer.add(chunk) },
      ]),
    );
    writer.flush();
    writer.close();
    const outgoing: Outgoing = {
      packs,
      buffers: new SendBuffers(),
      place: (hash) => places.get(hash),
      fetch: async (hash) => {
        fetched.push(hash);
        const chunk = chunks.find((one) => one.hash === hash);
        return chunk && [frameHead(chunk), chunk.data];
      },
    };
    return { outgoing, fetched, places };
  }

  /** Copies each part only when the next one has come, which is as late as it may be looked at. */
  async function* late(parts: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
    let before: Uint8Array | undefined;
    for await (const part of parts) {
      assert.ok(typeof part !== 'string', 'all can be had');
      if (before) yield Buffer.from(before);
      before = part;
    }
    if (before) yield Buffer.from(before);
  }

  async function assertAll(outgoing: Outgoing, chunks: readonly StoredChunk[]): Promise<void> {
    const parts = late(
      outgoingFrames(
        outgoing,
        chunks.map(({ hash }) => hash),
      ),
    );
    let at = 0;
    for await (const frame of readFrames(parts)) {
      assert.equal(hex(frame.hash), chunks[at]?.hash);
      assert.ok(Buffer.from(frame.data).equals(chunks[at]!.data), `chunk ${at}`);
      at++;
    }
    assert.equal(at, chunks.length);
  }

  it('come in order and unharmed, in buffers that are used again', async () => {
    const chunks = Array.from({ length: 60 }, (_, seed) =>
      chunkOf(seed, 20_000 + ((seed * 97_001) % 900_000)),
    );
    const { outgoing, fetched } = source(chunks, ({ size }) => size % 7 === 0);
    await assertAll(outgoing, chunks);
    await assertAll(outgoing, chunks.toReversed());
    assert.deepEqual(fetched, [], 'all of them were where they should be');
  });

  it('are had in another way where the pack holds something else, or ends before', async () => {
    const chunks = Array.from({ length: 12 }, (_, seed) => chunkOf(seed, 200_000));
    const { outgoing, fetched, places } = source(chunks);
    const third = places.get(chunks[3]!.hash) as { offset: number };
    const bytes = Buffer.concat([...chunks].flatMap((chunk) => [frameHead(chunk), chunk.data]));
    const damaged = Buffer.concat([Buffer.alloc(8), bytes]);
    Buffer.from('CRNP').copy(damaged);
    damaged.writeUInt32LE(1, 4);
    damaged.fill(0xff, third.offset, third.offset + 50);
    writeFileSync(file(), damaged.subarray(0, damaged.length - 100));
    await assertAll(outgoing, chunks);
    assert.ok(fetched.includes(chunks[3]!.hash));
    assert.ok(fetched.includes(chunks[11]!.hash));
  });

  it('that are nowhere are named', async () => {
    const chunks = [chunkOf(1, 5_000), chunkOf(2, 5_000)];
    const { outgoing } = source(chunks);
    const gone = sha256(Buffer.from('gone'));
    const parts: (Uint8Array | string)[] = [];
    for await (const part of outgoingFrames(outgoing, [chunks[0]!.hash, gone, chunks[1]!.hash]))
      parts.push(typeof part === 'string' ? part : Buffer.from(part));
    assert.equal(parts.length, 3);
    assert.equal(parts[1], gone);
    assert.equal(parseFrame(parts[2] as Buffer)?.hash, chunks[1]!.hash);
  });
});
