import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { Memory, shareMemory } from '../../../../engine/content/pipeline/memory.ts';
import type { FromReader, Part } from '../../../../engine/content/pipeline/messages.ts';
import { Reader } from '../../../../engine/content/pipeline/reader.ts';
import { digest, seededBytes } from '../../../support/chunks.ts';
import { useTempFolder } from '../../../support/temp.ts';

const MIB = 1024 * 1024;

type Filled = Extract<FromReader, { type: 'filled' }>;

describe('the reader', () => {
  const folder = useTempFolder();

  /** What it says of these files, with slabs enough for all. */
  async function read(files: readonly Buffer[]): Promise<Filled[]> {
    const paths = files.map((data, index) => {
      const path = join(folder(), `${index}`);
      writeFileSync(path, data);
      return path;
    });
    const filled: Filled[] = [];
    await new Promise<void>((resolve) => {
      const reader = new Reader(new Memory(shareMemory({ slabs: 8, slabBytes: MIB })), (message) => {
        if (message.type === 'finished') resolve();
        else filled.push(message);
      });
      reader.receive({ type: 'start', within: undefined });
      for (let slab = 0; slab < 8; slab++) reader.receive({ type: 'slab', slab });
      reader.receive({ type: 'files', paths, last: true });
    });
    return filled;
  }

  it('lets the others begin with a few small files, however many messages come before these', async () => {
    const filled = await read(Array.from({ length: 300 }, (_, index) => Buffer.from(`file ${index}`)));
    assert.deepEqual(
      filled.map(({ parts }) => parts.length),
      [64, 128, 108],
    );
  });

  it('hashes small files of one piece itself, and no others', async () => {
    const frame = (bytes: number) => zstdCompressSync(seededBytes('frame', bytes));
    const files = [
      seededBytes('small', 5_000),
      Buffer.alloc(0),
      Buffer.concat([frame(300), frame(90_000).subarray(0, 40_000)]),
      Buffer.alloc(128 * 1024),
      Buffer.alloc(128 * 1024 + 1),
    ];
    const parts = (await read(files)).flatMap((message): readonly Part[] => message.parts);
    assert.deepEqual(
      parts.map(({ hash, cuts }) => [hash, cuts.length]),
      [
        [digest(files[0]!), 1],
        [undefined, 0],
        [undefined, 2],
        [digest(files[3]!), 1],
        [undefined, 1],
      ],
    );
  });
});
