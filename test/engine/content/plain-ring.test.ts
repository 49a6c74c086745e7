import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { PlainReader } from '../../../engine/content/plain.ts';
import { PlainRing } from '../../../engine/content/plain-ring.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { encodeWindow, readBasis } from '../../../engine/content/window.ts';
import { seededBytes } from '../../support/chunks.ts';

const SIZE = 10_000;

/** A chunk that is kept whole, and others that each stand on the one before. */
function chain(name: string, length: number, size = SIZE): { plains: Buffer[]; stored: StoredChunk[] } {
  const plains = [seededBytes(name, size)];
  const stored = [encodeChunk(sha256(plains[0]!), plains[0]!)];
  for (let at = 1; at < length; at++) {
    const base = plains[at - 1]!;
    const plain = Buffer.from(base);
    plain.write(`${name} ${at}`, at * 100);
    const described = { chunks: [sha256(base)], start: 0, length: base.length };
    plains.push(plain);
    stored.push(encodeChunk(sha256(plain), plain, { base: described, dictionary: base, plains: [base] }));
  }
  return { plains, stored };
}

const chains = ['one', 'two', 'three', 'four'].map((name) => chain(name, 4));
const plains = chains.flatMap((one) => one.plains);
const stored = new Map(chains.flatMap((one) => one.stored).map((chunk) => [chunk.hash, chunk]));
const source = { get: (hash: string) => stored.get(hash) };

describe('decoded chunks in memory that is used again', () => {
  it('hold until their reader is done with them, however little memory there is', () => {
    const turns = fc.array(fc.array(fc.nat(plains.length - 1), { maxLength: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(turns, fc.integer({ min: 0, max: 12 * SIZE }), (reads, size) => {
        const reader = new PlainReader(source, new PlainRing(size));
        for (const turn of reads) {
          const got = turn.map((index) => reader.read(sha256(plains[index]!)));
          for (const [at, index] of turn.entries()) assert.ok(got[at]?.equals(plains[index]!));
          reader.done();
        }
      }),
    );
  });

  it('are read once while they are there', () => {
    let asked = 0;
    const counted = {
      get: (hash: string) => {
        asked++;
        return stored.get(hash);
      },
    };
    const reader = new PlainReader(counted, new PlainRing(8 * SIZE));
    for (let time = 0; time < 3; time++) {
      assert.ok(reader.read(sha256(plains[3]!))?.equals(plains[3]!));
      reader.done();
    }
    assert.equal(asked, 4);
  });

  it('lie where others lay before', () => {
    const reader = new PlainReader(source, new PlainRing(4 * SIZE));
    const memory = new Set<ArrayBufferLike>();
    for (const plain of [...plains, ...plains]) {
      const got = reader.read(sha256(plain));
      assert.ok(got);
      assert.ok(got.equals(plain));
      memory.add(got.buffer);
      reader.done();
    }
    assert.equal(memory.size, 1);
  });

  it('are not kept where they are damaged', () => {
    const [whole, delta] = [stored.get(sha256(plains[0]!))!, stored.get(sha256(plains[1]!))!];
    const wrong = Buffer.from(whole.data);
    wrong[5_000] = (wrong[5_000] ?? 0) ^ 1;
    let damaged: StoredChunk = { ...whole, data: wrong };
    const reader = new PlainReader(
      { get: (hash) => (hash === whole.hash ? damaged : delta) },
      new PlainRing(),
    );
    const problem = 'bytes do not match the hash';
    const error = { code: 'integrity', details: { hash: whole.hash, problem } };
    for (let time = 0; time < 2; time++) assert.throws(() => reader.read(delta.hash), error);
    damaged = whole;
    assert.ok(reader.read(delta.hash)?.equals(plains[1]!));
  });

  it('make the same deltas as those in memory of their own', () => {
    const news = chains.map(({ plains: versions }, index) => {
      const plain = Buffer.from(versions[3]!);
      seededBytes(`edit ${index}`, 3_000).copy(plain, 4_000);
      const base = { chunks: [sha256(versions[3]!)], start: 0, length: SIZE };
      return { hash: sha256(plain), plain, place: index * SIZE, base };
    });
    const catalogue = { info: () => undefined };
    const encoded = (reader: PlainReader) => {
      const chunks: StoredChunk[] = [];
      const keep = (chunk: StoredChunk) => chunks.push({ ...chunk, data: Buffer.from(chunk.data) });
      encodeWindow(news, undefined, reader, catalogue, keep);
      return chunks;
    };
    const expected = encoded(new PlainReader(source));
    assert.deepEqual(new Set(expected.map(({ codec }) => codec)), new Set(['delta']));
    for (const size of [0, SIZE, 4 * SIZE, 100 * SIZE])
      assert.deepEqual(encoded(new PlainReader(source, new PlainRing(size))), expected);
  });

  it('may be several of one base', () => {
    const hashes = plains.slice(0, 3).map((plain) => sha256(plain));
    const reader = new PlainReader(source, new PlainRing(2 * SIZE));
    const basis = readBasis({ chunks: hashes, start: 0, length: 3 * SIZE }, reader);
    assert.ok(basis && Buffer.concat(plains.slice(0, 3)).equals(basis.dictionary));
  });
});
