import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeChunk } from '../../../engine/content/codec.ts';
import { buildManifest, MAX_NODE_ENTRIES } from '../../../engine/content/manifest.ts';
import {
  chunkRefs,
  manifestHashes,
  manifestHashesAsync,
  readManifest,
} from '../../../engine/content/manifest-read.ts';
import type { ChunkRef, StoredChunk } from '../../../engine/content/store.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { MAX_CHUNK_BYTES } from '../../../proto/limits.ts';
import { digest, MemoryStore } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';

const ref = (n: number, size = 1 + (n % MAX_CHUNK_BYTES)): ChunkRef => ({
  hash: digest(Buffer.from(`chunk ${n}`)),
  size,
});
const total = (refs: readonly ChunkRef[]): number => refs.reduce((sum, { size }) => sum + size, 0);

function storeOf(nodes: readonly StoredChunk[]): MemoryStore {
  const store = new MemoryStore();
  for (const node of nodes) store.put(node);
  return store;
}

/** A node as a hostile peer might write it. */
function node(message: cairn.v1.IManifest): StoredChunk {
  const plain = Buffer.from(cairn.v1.Manifest.encode(message).finish());
  return encodeChunk(digest(plain), plain);
}
const hashes = (...refs: { hash: string }[]): Buffer =>
  Buffer.concat(refs.map(({ hash }) => Buffer.from(hash, 'hex')));

describe('manifest', () => {
  it('is the same on every machine', () => {
    assert.equal(buildManifest([]).root, digest(Buffer.alloc(0)));
    const { root } = buildManifest([ref(1), ref(2), ref(300_000)]);
    assert.equal(root, '86a9553324bb655c469873fe4822d482cdfdc438a8e7427c75df0f654d192895');
  });

  it('brings back any list of chunks', () => {
    const list = fc.array(fc.record({ n: fc.nat(50), size: fc.integer({ min: 1, max: MAX_CHUNK_BYTES }) }));
    fc.assert(
      fc.property(list, (items) => {
        const refs = items.map(({ n, size }) => ref(n * 2_000_000 + size, size));
        const { root, nodes } = buildManifest(refs);
        assert.deepEqual(readManifest(root, total(refs), storeOf(nodes)), refs);
      }),
    );
  });

  it('grows into a tree, every node of which is a chunk of allowed size', async () => {
    for (const count of [MAX_NODE_ENTRIES, MAX_NODE_ENTRIES + 1, MAX_NODE_ENTRIES * 2 + 7]) {
      const refs = Array.from({ length: count }, (_, n) => ref(n));
      const { root, nodes } = buildManifest(refs);
      const leaves = Math.ceil(count / MAX_NODE_ENTRIES);
      assert.equal(nodes.length, leaves === 1 ? 1 : leaves + 1);
      assert.equal(nodes.at(-1)!.hash, root);
      for (const { size, data } of nodes) assert.ok(size <= MAX_CHUNK_BYTES && data.length <= size);
      const store = storeOf(nodes);
      assert.deepEqual(readManifest(root, total(refs), store), refs);
      const found = manifestHashes(root, total(refs), store);
      assert.equal(found.nodes[0], root);
      assert.deepEqual(new Set(found.nodes), new Set(nodes.map(({ hash }) => hash)));
      assert.equal(found.chunks.size, count);
      assert.deepEqual(found.missing, []);
      assert.deepEqual(await manifestHashesAsync(root, total(refs), async (hash) => store.get(hash)), found);
    }
  });

  it('tells which nodes are missing, then what is below them', () => {
    const refs = Array.from({ length: MAX_NODE_ENTRIES * 2 + 7 }, (_, n) => ref(n));
    const { root, nodes } = buildManifest(refs);
    const store = new MemoryStore();
    assert.deepEqual(manifestHashes(root, total(refs), store), {
      nodes: [],
      chunks: new Map(),
      missing: [root],
    });
    assert.throws(() => readManifest(root, total(refs), store), coded('content-missing'));
    store.put(nodes.at(-1)!);
    const leaves = nodes.slice(0, -1).map(({ hash }) => hash);
    assert.deepEqual(new Set(manifestHashes(root, total(refs), store).missing), new Set(leaves));
    store.put(nodes[0]!);
    const partly = manifestHashes(root, total(refs), store);
    assert.deepEqual(new Set(partly.missing), new Set(leaves.slice(1)));
    assert.equal(partly.chunks.size, MAX_NODE_ENTRIES);
  });

  it('tolerates fields of later versions', () => {
    const { nodes, root } = buildManifest([ref(1)]);
    const extended = Buffer.concat([Buffer.from(nodes[0]!.data), Buffer.from('a20603616263', 'hex')]);
    assert.notEqual(digest(extended), root);
    const store = storeOf([encodeChunk(digest(extended), extended)]);
    assert.deepEqual(readManifest(digest(extended), ref(1).size, store), [ref(1)]);
  });

  describe('refuses', () => {
    const leaf = node({ level: 0, hashes: hashes(ref(1)), sizes: [100] });
    const cases: Record<string, { root: StoredChunk; size: number; also?: StoredChunk[] }> = {
      'bytes that are no manifest': {
        root: encodeChunk(digest(Buffer.from('hello')), Buffer.from('hello')),
        size: 5,
      },
      'another size than the checkpoint says': { root: leaf, size: 101 },
      'an entry without bytes': { root: node({ hashes: hashes(ref(1)), sizes: [0] }), size: 0 },
      'a chunk beyond the limit': {
        root: node({ hashes: hashes(ref(1)), sizes: [MAX_CHUNK_BYTES + 1] }),
        size: MAX_CHUNK_BYTES + 1,
      },
      'a size beyond safe integers': {
        root: node({ level: 1, hashes: hashes(leaf), sizes: [2 ** 60] }),
        size: 2 ** 60,
        also: [leaf],
      },
      'fewer hashes than sizes': { root: node({ hashes: hashes(ref(1)), sizes: [1, 2] }), size: 3 },
      'a hash of other length': { root: node({ hashes: Buffer.alloc(31), sizes: [1] }), size: 1 },
      'more entries than a node holds': {
        root: node({
          hashes: Buffer.alloc(32 * (MAX_NODE_ENTRIES + 1)),
          sizes: Array.from({ length: MAX_NODE_ENTRIES + 1 }, () => 1),
        }),
        size: MAX_NODE_ENTRIES + 1,
      },
      'too deep a tree': {
        root: node({ level: 5, hashes: hashes(leaf), sizes: [100] }),
        size: 100,
        also: [leaf],
      },
      'an inner node without entries': { root: node({ level: 1 }), size: 0 },
      'a child that is not one level below': {
        root: node({ level: 2, hashes: hashes(leaf), sizes: [100] }),
        size: 100,
        also: [leaf],
      },
      'a child of another size than its entry': {
        root: node({ level: 1, hashes: hashes(leaf), sizes: [99] }),
        size: 99,
        also: [leaf],
      },
    };
    for (const [what, { root, size, also = [] }] of Object.entries(cases)) {
      it(what, () => {
        const store = storeOf([root, ...also]);
        assert.throws(() => readManifest(root.hash, size, store), coded('integrity'));
        assert.throws(() => manifestHashes(root.hash, size, store), coded('integrity'));
      });
    }

    it('a damaged node', () => {
      const store = storeOf([leaf]);
      store.chunks.set(leaf.hash, { ...leaf, data: Buffer.from(leaf.data).fill(7, 0, 1) });
      assert.throws(() => readManifest(leaf.hash, 100, store), coded('integrity'));
    });

    it('one chunk with two sizes', () => {
      const root = node({ hashes: hashes(ref(1), ref(1)), sizes: [1, 2] });
      assert.throws(() => manifestHashes(root.hash, 3, storeOf([root])), coded('integrity'));
    });
  });

  it('bounds what a few small nodes that pretend to be petabytes cost', () => {
    const many = 16_000;
    let below = node({
      hashes: Buffer.concat(Array.from({ length: many }, () => hashes(ref(1)))),
      sizes: Array.from({ length: many }, () => 1),
    });
    const store = storeOf([below]);
    let size = many;
    for (let level = 1; level <= 3; level++) {
      const entry = below;
      const each = size;
      const count = level === 3 ? 2 : many;
      below = node({
        level,
        hashes: Buffer.concat(Array.from({ length: count }, () => hashes(entry))),
        sizes: Array.from({ length: count }, () => each),
      });
      store.put(below);
      size *= count;
    }
    const found = manifestHashes(below.hash, size, store);
    assert.equal(found.nodes.length, 4);
    assert.equal(found.chunks.size, 1);
    let refs = 0;
    const read = () => {
      for (const _ of chunkRefs(below.hash, size, store, 50_000)) refs++;
    };
    assert.throws(read, coded('integrity'));
    assert.equal(refs, 48_000);
  });
});
