import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Aligner } from '../../../engine/content/align.ts';
import { decodeChunk, encodeChunk } from '../../../engine/content/codec.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { readManifest } from '../../../engine/content/manifest-read.ts';
import { PlainReader } from '../../../engine/content/plain.ts';
import { Field } from '../../../engine/content/search.ts';
import type { ChunkRef } from '../../../engine/content/store.ts';
import { ChunkLine, WRITTEN_DEPTH } from '../../../engine/content/stretch.ts';
import { compressOn, decompressOn } from '../../../engine/content/zstd.ts';
import { frameContentSize, loadDictionaryZstd } from '../../../engine/content/zstd-wasm.ts';
import { MAX_DELTA_DEPTH } from '../../../proto/limits.ts';
import { seededBytes } from '../../support/chunks.ts';
import { readContent } from '../../support/read-content.ts';
import { addVersion, CataloguedStore, type Version } from '../../support/versions.ts';

const MIB = 1024 * 1024;

/** Records of 64 incompressible bytes, the first eight of which are an address that a session gives anew. */
function scene(size: number, session: number, seed = 'scene'): Buffer {
  const data = Buffer.from(seededBytes(seed, size));
  for (let at = 0; at + 8 <= size; at += 64)
    data.writeBigUInt64LE(BigInt(session) * 0x10000n + BigInt(at), at);
  return data;
}

const insert = (data: Buffer, at: number, more: Buffer): Buffer =>
  Buffer.concat([data.subarray(0, at), more, data.subarray(at)]);

function overwrite(data: Buffer, at: number, more: Buffer): Buffer {
  const copy = Buffer.from(data);
  more.copy(copy, at);
  return copy;
}

async function contentOf(store: CataloguedStore, version: Version): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readContent({ manifest: version.root, size: version.size }, store))
    parts.push(part);
  return Buffer.concat(parts);
}

describe('delta encoding', () => {
  it('keeps a save that moved every address in a fraction of what it changed', async () => {
    const store = new CataloguedStore();
    const first = addVersion(store, scene(6 * MIB, 1));
    const second = addVersion(store, scene(6 * MIB, 2), first);
    assert.equal(second.wholes, 0);
    assert.ok(second.added < first.added / 4, `${second.added} of ${first.added}`);
    assert.deepEqual(await contentOf(store, second), scene(6 * MIB, 2));
  });

  it('finds where things went when no chunk near by stayed as it was', () => {
    const store = new CataloguedStore();
    const first = addVersion(store, scene(12 * MIB, 1));
    const added = seededBytes('new object', 700_000);
    const second = addVersion(store, insert(scene(12 * MIB, 2), 5 * MIB, added), first);
    assert.ok(second.wholes * 200_000 < 2 * MIB, `${second.wholes} chunks were kept whole`);
  });

  it('makes the manifest of a small edit a small one', () => {
    const store = new CataloguedStore();
    const data = Buffer.from(seededBytes('large', 48 * MIB));
    const first = addVersion(store, data);
    data.write('edit', 20 * MIB);
    const second = addVersion(store, data, first);
    const node = store.get(second.root);
    assert.equal(node?.codec, 'delta');
    assert.ok(node.data.length < 400, `${node.data.length}`);
    assert.deepEqual(readManifest(second.root, second.size, store), second.refs);
  });

  it('never stands deeper than it says, however long the history, and reads every version', async () => {
    const store = new CataloguedStore();
    const versions: Version[] = [];
    for (let session = 1; session <= 11; session++) {
      versions.push(addVersion(store, scene(MIB, session), versions.at(-1)));
    }
    const depths = [...store.chunks.keys()].map((hash) => store.info(hash)?.depth ?? 0);
    assert.equal(Math.max(...depths), WRITTEN_DEPTH);
    const [first, ...others] = versions;
    for (const later of others) assert.ok(later.added < (first?.added ?? 0) / 3, `${later.added}`);
    for (const [index, version] of versions.entries()) {
      assert.deepEqual(await contentOf(store, version), scene(MIB, index + 1));
    }
  });

  it('brings back any series of edits', async function () {
    this.timeout(60_000);
    const edit = fc.record({
      kind: fc.constantFrom('insert', 'remove', 'overwrite', 'addresses'),
      at: fc.nat(1_000_000),
      length: fc.integer({ min: 1, max: 300_000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.nat(2_000_000),
        async (edits, size) => {
          const store = new CataloguedStore();
          let data = scene(size, 0);
          let version = addVersion(store, data);
          for (const [index, { kind, at, length }] of edits.entries()) {
            const place = Math.min(at, data.length);
            if (kind === 'insert') data = insert(data, place, seededBytes(index, length));
            else if (kind === 'remove')
              data = Buffer.concat([data.subarray(0, place), data.subarray(place + length)]);
            else if (kind === 'overwrite') data = overwrite(data, place, seededBytes(index, length));
            else data = scene(data.length, index + 1);
            version = addVersion(store, data, version);
            assert.deepEqual(await contentOf(store, version), data);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  describe('a reader refuses', () => {
    const base = seededBytes('base', 100_000);
    const plain = Buffer.concat([base.subarray(0, 50_000), Buffer.from('edit'), base.subarray(50_000)]);
    const basis = {
      base: { chunks: [sha256(base)], start: 0, length: base.length },
      dictionary: base,
      plains: [base],
    };
    const delta = () => encodeChunk(sha256(plain), plain, basis);
    const storeOf = (...chunks: Parameters<CataloguedStore['put']>[0][]) => {
      const store = new CataloguedStore();
      for (const chunk of chunks) store.chunks.set(chunk.hash, chunk);
      return new PlainReader(store);
    };
    const integrity = { code: 'integrity' };

    it('nothing that is right', () => {
      assert.equal(delta().codec, 'delta');
      assert.deepEqual(storeOf(encodeChunk(sha256(base), base), delta()).read(sha256(plain)), plain);
    });
    it('a delta whose base is missing, naming it', () => {
      const error = { code: 'content-missing', details: { hash: sha256(base) } };
      assert.throws(() => storeOf(delta()).read(sha256(plain)), error);
    });
    it('a delta without a base, or with one out of bounds', () => {
      const { base: is, ...rest } = delta();
      assert.ok(is);
      const whole = encodeChunk(sha256(base), base);
      const impossible = [
        undefined,
        { ...is, chunks: [] },
        { ...is, start: -1 },
        { ...is, start: 1 },
        { ...is, length: 100_001 },
        { ...is, length: 3 * MIB },
        { ...is, length: Number.NaN },
        { ...is, chunks: Array.from({ length: 33 }, () => sha256(base)) },
      ];
      for (const wrong of impossible)
        assert.throws(() => storeOf(whole, { ...rest, base: wrong }).read(sha256(plain)), integrity);
    });
    it('another base than it was made with', () => {
      const other = seededBytes('other', 100_000);
      const wrong = { ...delta(), base: { ...basis.base, chunks: [sha256(other)] } };
      assert.throws(() => storeOf(encodeChunk(sha256(other), other), wrong).read(sha256(plain)), integrity);
    });
    it('a delta on itself, and a chain beyond the limit', () => {
      const itself = { ...delta(), base: { ...basis.base, chunks: [sha256(plain)] } };
      assert.throws(() => storeOf(itself).read(sha256(plain)), integrity);
      const chain = [encodeChunk(sha256(base), base)];
      let below = base;
      for (let depth = 1; depth <= MAX_DELTA_DEPTH + 1; depth++) {
        const next = Buffer.concat([below, Buffer.from(`${depth}`)]);
        const on = {
          base: { chunks: [sha256(below)], start: 0, length: below.length },
          dictionary: below,
          plains: [below],
        };
        chain.push(encodeChunk(sha256(next), next, on));
        if (depth === MAX_DELTA_DEPTH) assert.deepEqual(storeOf(...chain).read(sha256(next)), next);
        if (depth > MAX_DELTA_DEPTH) assert.throws(() => storeOf(...chain).read(sha256(next)), integrity);
        below = next;
      }
    });
    it('a whole chunk that comes with a dictionary, and a delta that comes without', () => {
      assert.throws(() => decodeChunk(delta()), integrity);
      assert.throws(() => decodeChunk(encodeChunk(sha256(base), Buffer.from(base)), base), integrity);
    });
  });

  it('passes over the first byte of a dictionary that zstd would take for one of its own kind', () => {
    const base = Buffer.from(seededBytes('magic', 50_000));
    base.writeUInt32LE(0xec30a437);
    assert.throws(() => compressOn(base, base, 1), RangeError);
    const plain = Buffer.concat([base, Buffer.from('more')]);
    const on = {
      base: { chunks: [sha256(base)], start: 0, length: base.length },
      dictionary: base,
      plains: [base],
    };
    const delta = encodeChunk(sha256(plain), plain, on);
    assert.deepEqual(delta.base, { chunks: [sha256(base)], start: 1, length: base.length - 1 });
    assert.deepEqual(decodeChunk(delta, base.subarray(1)), plain);
  });

  it('takes a delta where it is below half of what the chunk takes alone, without knowing that where it is clear', () => {
    const size = 128 * 1024;
    // Records of which a part is the same for all, so that a chunk alone takes about so much.
    const records = (random: number): Buffer => {
      const data = Buffer.from(seededBytes(`records ${random}`, size));
      for (let at = 0; at < size; at += 64) data.fill(7, at + random, at + 64);
      return data;
    };
    const taken = { delta: 0, whole: 0 };
    for (const random of [4, 16, 40, 64]) {
      const base = records(random);
      const alone = encodeChunk(sha256(base), base).data.length;
      for (let edited = 1 / 40; edited < 1.2; edited *= 1.5) {
        const length = Math.min(size, Math.round((size * edited) / 64) * 64);
        const plain = overwrite(base, 0, Buffer.from(records(random).reverse().subarray(0, length)));
        const chunks = [sha256(base)];
        const basis = { base: { chunks, start: 0, length: size }, dictionary: base, plains: [base] };
        const delta = compressOn(base, plain, 3).length;
        const whole = encodeChunk(sha256(plain), plain);
        const kept = encodeChunk(sha256(plain), plain, basis);
        const isDelta = delta <= size / 32 || delta < whole.data.length / 2;
        assert.equal(kept.codec, isDelta ? 'delta' : whole.codec, `${random} ${edited} ${delta} of ${alone}`);
        assert.deepEqual(decodeChunk(kept, isDelta ? base : undefined), plain);
        taken[isDelta ? 'delta' : 'whole']++;
      }
    }
    assert.ok(taken.delta >= 10 && taken.whole >= 5, JSON.stringify(taken));
  });

  it('keeps a chunk whole where its base gains little', () => {
    const [plain, base] = [seededBytes('a', 90_000), seededBytes('b', 90_000)];
    const on = {
      base: { chunks: [sha256(base)], start: 0, length: base.length },
      dictionary: base,
      plains: [base],
    };
    assert.equal(encodeChunk(sha256(plain), plain, on).codec, 'raw');
  });
});

describe('dictionaries for runtimes without', () => {
  it('make and read the same frames as the runtime that has them', async () => {
    const { compress, decompress } = await loadDictionaryZstd();
    const sizes = fc.integer({ min: 65, max: 400_000 });
    fc.assert(
      fc.property(sizes, sizes, fc.nat(5), (size, length, level) => {
        const dictionary = seededBytes('dictionary', length);
        const plain = Buffer.concat([dictionary.subarray(length >> 1), seededBytes('plain', size)]);
        const [theirs, ours] = [
          compress(plain, dictionary, level + 1),
          compressOn(dictionary, plain, level + 1),
        ];
        assert.deepEqual(decompressOn(dictionary, theirs, plain.length), plain);
        assert.deepEqual(decompress(ours, plain.length, dictionary), plain);
        assert.equal(frameContentSize(ours), plain.length);
        assert.throws(() => decompress(ours, plain.length - 1, dictionary));
        assert.throws(() => decompress(ours.subarray(0, ours.length - 4), plain.length, dictionary));
      }),
      { numRuns: 30 },
    );
  });
  it('believe no size that is not in the header', () => {
    assert.equal(frameContentSize(Buffer.alloc(0)), undefined);
    assert.equal(frameContentSize(seededBytes('no frame', 100)), undefined);
  });
});

describe('alignment', () => {
  const refs = (...names: string[]): ChunkRef[] => names.map((name) => ({ hash: name, size: 100_000 }));
  const catalogueOf = (known: readonly ChunkRef[]) => ({
    info: (hash: string) => {
      const found = known.find((ref) => ref.hash === hash);
      return found && { size: found.size, codec: 'raw' as const, depth: 0 };
    },
  });

  it('takes the stretch between two unchanged neighbours', () => {
    const previous = refs('a', 'b', 'c');
    const { bases } = new Aligner(previous).plan(refs('a', 'B', 'c'), catalogueOf(previous), true);
    assert.deepEqual(bases, [undefined, { chunks: ['b'], start: 0, length: 100_000 }, undefined]);
  });
  it('takes both possible stretches where something was put in between', () => {
    const previous = refs('a', 'b', 'c', 'd', 'e', 'f', 'g');
    const now = refs('a', 'x', 'y', 'z', 'D', 'e', 'f', 'g');
    const { bases } = new Aligner(previous).plan(now, catalogueOf(previous), true);
    assert.deepEqual(bases[4]?.chunks, ['d', 'e']);
  });
  it('is not led astray by chunks that occur often', () => {
    const previous = refs('0', '0', '0', 'a', 'b');
    const { bases } = new Aligner(previous).plan(refs('0', '0', '0', 'A', 'b'), catalogueOf(previous), true);
    assert.deepEqual(bases[3]?.chunks, ['a']);
  });
  it('offers nothing that is not in the store', () => {
    const previous = refs('a', 'b', 'c');
    const { bases } = new Aligner(previous).plan(refs('a', 'B', 'c'), catalogueOf(refs('a', 'c')), true);
    assert.deepEqual(bases, [undefined, undefined, undefined]);
  });
  it('stops trying where nothing of a file is as it was, and looks again now and then', () => {
    const previous = Array.from({ length: 400 }, (_, i) => ({ hash: `old ${i}`, size: 100_000 }));
    const aligner = new Aligner(previous);
    let tried = 0;
    for (let window = 0; window < 20; window++) {
      const { bases } = aligner.plan(refs(`new ${window}`), catalogueOf(previous));
      if (bases[0]) tried++;
      aligner.report(window * 100_000, { deltas: 0, wholes: 1, shift: undefined });
    }
    assert.equal(tried, 8);
  });
  it('covers any stretch with exactly its bytes, but for less than 8 KiB of a chunk at its ends', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
    const place = fc.nat(300);
    fc.assert(
      fc.property(sizes, place, place, place, place, (lengths, ...places) => {
        const [a = 0, b = 0, c = 0, d = 0] = places.map((one) => one * 2048);
        const line = new ChunkLine(
          lengths.map((length, index) => ({ hash: String(index), size: length * 2048 })),
        );
        const bytes = seededBytes('line', line.to);
        const of = (index: string) =>
          bytes.subarray(line.startOf(Number(index)), line.startOf(Number(index) + 1));
        const wanted = [
          { from: Math.min(a, b), to: Math.max(a, b) },
          { from: Math.min(c, d), to: Math.max(c, d) },
        ];
        const cover = line.cover(wanted);
        const covered = cover && Buffer.concat(cover.chunks.map((chunk) => of(chunk.hash)));
        const got =
          covered?.subarray(cover?.start, (cover?.start ?? 0) + (cover?.length ?? 0)) ?? Buffer.alloc(0);
        for (const { from, to } of wanted) {
          const inner = bytes.subarray(from + 8191, Math.max(0, Math.min(to, line.to) - 8191));
          assert.ok(inner.length === 0 || got.includes(inner), 'a stretch is missing');
        }
        assert.equal(got.length, cover?.length ?? 0);
      }),
    );
  });
});

describe('finding a place', () => {
  const findPlace = (piece: Uint8Array, ...parts: Uint8Array[]) => {
    const field = new Field();
    for (const part of parts) field.add(part);
    return field.find(piece);
  };
  it('tells where bytes went, if enough of them are as they were', () => {
    const field = seededBytes('field', 3 * MIB);
    const piece = Buffer.from(field.subarray(1_234_567, 1_234_567 + 200_000));
    for (let at = 0; at < piece.length; at += 100) piece[at]! ^= 0xff;
    assert.equal(findPlace(piece, field), 1_234_567);
    assert.equal(findPlace(piece, field.subarray(1_300_000)), 1_234_567 - 1_300_000);
    const cuts = [0, 5, 40, 1_300_000, 1_300_001, field.length];
    const parts = cuts.slice(1).map((to, index) => field.subarray(cuts[index], to));
    assert.equal(findPlace(piece, ...parts), 1_234_567);
  });
  it('finds nothing where there is nothing', () => {
    assert.equal(findPlace(seededBytes('x', 200_000), seededBytes('y', 2 * MIB)), undefined);
    assert.equal(findPlace(Buffer.alloc(200_000), Buffer.alloc(MIB)), undefined);
    assert.equal(findPlace(Buffer.alloc(0), Buffer.alloc(0)), undefined);
  });
});
