import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { decodeChunk, dictionaryOf, encodeChunk } from '../../../engine/content/codec.ts';
import { parseFrame } from '../../../engine/content/frame.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { PlainReader } from '../../../engine/content/plain.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { compressOn } from '../../../engine/content/zstd.ts';
import { MAX_OPENED_BYTES } from '../../../proto/limits.ts';
import { seededBytes } from '../../support/chunks.ts';
import { frameOf } from '../../support/frames.ts';
import { addVersion, CataloguedStore, type Version } from '../../support/versions.ts';

const BLOCK = 300_000;
const { ZSTD_c_compressionLevel } = zlib.constants;

const frameAt = (plain: Uint8Array, level: number): Buffer =>
  zlib.zstdCompressSync(plain, { params: { [ZSTD_c_compressionLevel]: level } });

const PARTS = Array.from({ length: 7 }, (_, index) =>
  seededBytes(`part ${index}`, BLOCK).map((byte) => byte & (index % 2 ? 63 : 15)),
);

/** As Blender saves with compression: frames of a part of the scene each; some hold addresses, which a session gives anew. */
function compressedScene(session: number, level = 3): Buffer {
  const frames = PARTS.map((still, index) => {
    const part = Buffer.from(still);
    const addresses = index % 3 === 0 ? 20 : 0;
    for (let i = 0; i < addresses; i++) part.writeUInt32LE(session * 0x1000 + i * 64, 1000 + i * 9000);
    return frameAt(part, level);
  });
  return Buffer.concat([...frames, frameAt(Buffer.from(`session ${session}`), level)]);
}

const contentOf = (store: CataloguedStore, { refs }: Version): Buffer => {
  const reader = new PlainReader(store);
  return Buffer.concat(refs.map(({ hash }) => reader.read(hash) as Buffer));
};

/** One frame on another, with what its stored form is made from. */
function pair(): { base: Buffer; plain: Buffer; delta: StoredChunk } {
  const [part, changed] = [compressedScene(1), compressedScene(2)];
  const [base, plain] = [part.subarray(0, frameLength(part)), changed.subarray(0, frameLength(changed))];
  const on = { chunks: [sha256(base)], start: 0, length: base.length };
  const delta = encodeChunk(sha256(plain), plain, { base: on, dictionary: base, plains: [base] });
  return { base, plain, delta };
}

/** Of the scene's first frame. */
function frameLength(scene: Buffer): number {
  for (let length = 9; ; length = scene.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), length + 1)) {
    try {
      if (zlib.zstdDecompressSync(scene.subarray(0, length)).length === BLOCK) return length;
    } catch {
      // Not yet all of it.
    }
  }
}

describe('deltas between compressed frames', () => {
  it('keep a small edit small, for any level of the application, in every version, two levels deep at most', () => {
    for (const level of [1, 5]) {
      const store = new CataloguedStore();
      const versions: Version[] = [];
      for (let session = 1; session <= 6; session++)
        versions.push(addVersion(store, compressedScene(session, level), versions.at(-1)));
      for (const [index, version] of versions.entries()) {
        assert.ok(contentOf(store, version).equals(compressedScene(index + 1, level)));
        if (index > 0) assert.ok(version.added < 10_000, `${version.added} bytes at level ${level}`);
      }
      const opened = [...store.chunks.values()].filter(({ base }) => base?.opened);
      assert.ok(opened.length >= 10, `${opened.length} deltas between opened forms`);
      assert.equal(Math.max(...opened.map(({ hash }) => store.info(hash)?.depth ?? 0)), 2);
    }
  });

  it('find what an insertion moved over the borders of frames, before and behind', () => {
    const line = Buffer.concat(PARTS);
    const inserted = Buffer.from(seededBytes('inserted', 120_000).map((byte) => byte & 31));
    const moved = Buffer.concat([line.subarray(0, 10_000), inserted, line.subarray(10_000)]);
    const framesOf = (bytes: Buffer) =>
      Buffer.concat(PARTS.map((_, n) => frameAt(bytes.subarray(n * BLOCK, (n + 1) * BLOCK), 3)));
    const store = new CataloguedStore();
    const first = addVersion(store, framesOf(line));
    const second = addVersion(store, framesOf(moved), first);
    assert.ok(contentOf(store, first).equals(framesOf(line)));
    assert.ok(contentOf(store, second).equals(framesOf(moved)));
    const wide = [...store.chunks.values()].filter(({ base }) => base?.opened && base.chunks.length >= 3);
    assert.ok(wide.length >= 3, `${wide.length} on neighbours too`);
    assert.ok(second.added < first.added / 4, `${second.added} of ${first.added}`);
  });

  it('find it also in a later version, whose chunks stand on what lies below those of the one before', () => {
    const scene = (session: number, by: number): Buffer => {
      const line = Buffer.concat([seededBytes('inserted', by).map((byte) => byte & 31), ...PARTS]);
      for (let i = 0; i < 60; i++) line.writeUInt32LE(session * 0x1000 + i * 64, by + 1000 + i * 30_000);
      return Buffer.concat(PARTS.map((_, n) => frameAt(line.subarray(n * BLOCK, (n + 1) * BLOCK), 3)));
    };
    const scenes = [scene(1, 0), scene(2, 0), scene(3, 0), scene(4, 120_000)];
    const store = new CataloguedStore();
    const versions: Version[] = [];
    for (const bytes of scenes) versions.push(addVersion(store, bytes, versions.at(-1)));
    for (const [index, version] of versions.entries())
      assert.ok(contentOf(store, version).equals(scenes[index] as Buffer));
    const [first, last] = [versions[0] as Version, versions[3] as Version];
    const wide = last.refs.filter(({ hash }) => (store.chunks.get(hash)?.base?.chunks.length ?? 0) >= 3);
    assert.ok(wide.length >= 3, `${wide.length} on neighbours too`);
    assert.ok(last.added < first.added / 4, `${last.added} of ${first.added}`);
  });

  it('are not made of small frames, which take less than what they would stand on', () => {
    const small = (session: number): Buffer => {
      const names = Buffer.from(seededBytes('names', 800).map((byte) => byte & 63));
      names.writeUInt32LE(session, 400);
      return frameAt(names, 3);
    };
    const scene = (session: number): Buffer =>
      Buffer.concat([...PARTS.map((part) => frameAt(part, 3)), small(session), frameAt(PARTS[0]!, 5)]);
    const store = new CataloguedStore();
    const first = addVersion(store, scene(1));
    const second = addVersion(store, scene(2), first);
    assert.ok(contentOf(store, second).equals(scene(2)));
    const added = second.refs.filter(({ hash }) => !first.refs.some((ref) => ref.hash === hash));
    assert.deepEqual(
      added.map(({ size, hash }) => [size < 1024, store.chunks.get(hash)?.codec !== 'delta']),
      [[true, true]],
    );
  });

  it('travel as frames, and come back with what they stand on', () => {
    const { base, plain, delta } = pair();
    assert.equal(delta.base?.opened, true);
    const arrived = parseFrame(frameOf(delta));
    assert.deepEqual(arrived?.base, delta.base);
    assert.ok(arrived && decodeChunk(arrived, dictionaryOf(arrived, [base])).equals(plain));
  });

  it('are refused where they are not what they say', () => {
    const { base, delta } = pair();
    const stored = { ...delta, base: { ...delta.base!, chunks: [sha256(base)] } };
    const noFrames = Buffer.alloc(base.length, 7);
    assert.throws(() => dictionaryOf(stored, [noFrames]), { code: 'integrity' });
    const dictionary = dictionaryOf(stored, [base]);
    const holding = (opened: Buffer) => ({ ...stored, data: compressOn(dictionary, opened, 1) });
    assert.throws(() => decodeChunk(holding(Buffer.alloc(MAX_OPENED_BYTES + 1)), dictionary), {
      code: 'integrity',
    });
    assert.throws(() => decodeChunk(holding(Buffer.from([0])), dictionary), { code: 'integrity' });
    assert.throws(() => decodeChunk(holding(seededBytes('nonsense', 1000)), dictionary), {
      code: 'integrity',
    });
    assert.throws(() => decodeChunk({ ...stored, data: Buffer.alloc(40) }, dictionary), {
      code: 'integrity',
    });
  });
});
