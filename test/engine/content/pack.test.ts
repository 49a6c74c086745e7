import assert from 'node:assert/strict';
import {
  appendFileSync,
  createReadStream,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { decodeChunk, dictionaryOf, encodeChunk } from '../../../engine/content/codec.ts';
import { makeFolder } from '../../../engine/content/durable-folder.ts';
import { decodeBase, encodeBase, frameHead, parseFrame } from '../../../engine/content/frame.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { PACK_HEADER_BYTES, PackWriter } from '../../../engine/content/pack.ts';
import { PackFiles, readLocation, walkPack } from '../../../engine/content/pack-read.ts';
import type { ChunkLocation, StoredChunk } from '../../../engine/content/store.ts';
import { compressOn } from '../../../engine/content/zstd.ts';
import { MAX_CHUNK_BYTES, MAX_DELTA_BASES } from '../../../proto/limits.ts';
import { seededBytes } from '../../support/chunks.ts';
import { readFrames } from '../../support/frames.ts';
import { useTempFolder } from '../../support/temp.ts';

const chunkOf = (plain: Uint8Array): StoredChunk => encodeChunk(sha256(plain), plain);

/** A delta on `base`, which differs from it in one byte. */
function deltaOn(base: Buffer): StoredChunk {
  const plain = Buffer.from(base);
  plain[plain.length >>> 1]! ^= 1;
  const data = compressOn(base, plain, 1);
  const chunks = [sha256(base)];
  return {
    hash: sha256(plain),
    codec: 'delta',
    size: plain.length,
    data,
    base: { chunks, start: 0, length: base.length },
  };
}

describe('packs', () => {
  const folder = useTempFolder();
  const file = () => join(folder(), 'a.pack');
  const packs = new PackFiles(2);
  afterEach(() => packs.close());

  const base = seededBytes('base', 50_000);
  const chunks: readonly StoredChunk[] = [
    chunkOf(Buffer.alloc(0)),
    chunkOf(seededBytes(1, 1)),
    chunkOf(seededBytes(2, 127)),
    chunkOf(seededBytes(3, MAX_CHUNK_BYTES)),
    chunkOf(Buffer.alloc(70_000, 'ab')),
    chunkOf(base),
    deltaOn(base),
  ];

  const located = (chunk: StoredChunk, range: { offset: number; length: number }, path = file()) =>
    ({ ...chunk, depth: chunk.base ? 1 : 0, place: { file: path, ...range } }) as ChunkLocation;

  function write(some: readonly StoredChunk[], path = file()): ChunkLocation[] {
    const writer = PackWriter.create(path);
    const places = some.map((chunk) => located(chunk, writer.add(chunk), path));
    writer.flush();
    writer.close();
    return places;
  }

  const same = (found: StoredChunk | undefined, chunk: StoredChunk) => {
    assert.ok(found);
    assert.deepEqual(
      [found.hash, found.codec, found.size, found.base],
      [chunk.hash, chunk.codec, chunk.size, chunk.base],
    );
    assert.ok(Buffer.from(found.data).equals(chunk.data));
  };

  /** Without keeping the thread, as a studio reads them. */
  const readLater = async ({ hash, place }: ChunkLocation) => {
    assert.ok(!(place instanceof Uint8Array));
    const bytes = await packs.readAsync(place);
    return bytes && parseFrame(bytes, hash);
  };

  const walk = (path = file(), from?: number) => {
    const steps = walkPack(path, from);
    const frames = [];
    let step = steps.next();
    for (; !step.done; step = steps.next()) frames.push(step.value);
    return { frames, end: step.value };
  };

  it('give back what was put, each frame by its place', async () => {
    const places = write(chunks);
    for (const [index, place] of places.entries()) {
      same(readLocation(place, packs), chunks[index]!);
      same(await readLater(place), chunks[index]!);
    }
    const delta = readLocation(places.at(-1)!, packs)!;
    decodeChunk(delta, dictionaryOf(delta, [base]));
    same(readLocation({ ...chunks[1]!, depth: 0, place: chunks[1]!.data }, packs), chunks[1]!);
  });

  it('hold the very bytes that travel', async () => {
    write(chunks);
    const hashes: string[] = [];
    for await (const frame of readFrames(createReadStream(file(), { start: PACK_HEADER_BYTES })))
      hashes.push(Buffer.from(frame.hash).toString('hex'));
    assert.deepEqual(
      hashes,
      chunks.map(({ hash }) => hash),
    );
  });

  it('can be walked, from the start or a frame', () => {
    const places = write(chunks);
    const { frames, end } = walk();
    assert.equal(end, statSync(file()).size);
    for (const [index, frame] of frames.entries()) {
      same(frame.chunk, chunks[index]!);
      const { offset, length } = frame;
      assert.deepEqual(places[index]!.place, { file: file(), offset, length });
    }
    assert.equal(frames.length, chunks.length);
    assert.equal(walk(file(), frames[4]!.offset).frames.length, chunks.length - 4);
  });

  it('are walked in slabs', () => {
    const many = Array.from({ length: 12 }, (_, n) => chunkOf(seededBytes(`many ${n}`, 900_000)));
    write(many);
    assert.deepEqual(
      walk().frames.map(({ chunk }) => chunk?.hash),
      many.map(({ hash }) => hash),
    );
  });

  it('give back what was written in several stretches and flushed meanwhile', async () => {
    const many = Array.from({ length: 12 }, (_, n) => chunkOf(seededBytes(`many ${n}`, 900_000)));
    const writer = PackWriter.create(file());
    const places = many.map((chunk) => located(chunk, writer.add(chunk)));
    await writer.flushAsync();
    assert.equal(writer.written, statSync(file()).size);
    writer.close();
    for (const [index, place] of places.entries()) same(readLocation(place, packs), many[index]!);
  });

  it('lose nothing but the torn frame, wherever the end is', () => {
    const some = chunks.slice(0, 3);
    write(some);
    const whole = readFileSync(file());
    const { frames } = walk();
    for (let length = PACK_HEADER_BYTES; length < whole.length; length++) {
      writeFileSync(file(), whole.subarray(0, length));
      const kept = frames.filter((frame) => frame.offset + frame.length <= length);
      const found = walk();
      assert.equal(found.frames.length, kept.length);
      assert.equal(found.end, kept.at(-1) ? kept.at(-1)!.offset + kept.at(-1)!.length : PACK_HEADER_BYTES);
    }
    writeFileSync(file(), Buffer.concat([whole, Buffer.alloc(5000)]));
    assert.equal(walk().end, whole.length);
  });

  it('go on where the last frame of account ended', () => {
    const [first] = write(chunks.slice(3, 5));
    const end =
      (first!.place as { offset: number; length: number }).offset +
      (first!.place as { length: number }).length;
    appendFileSync(file(), 'the rest of a write that was cut off');
    const writer = PackWriter.reopen(file(), end);
    assert.equal(statSync(file()).size, end);
    const range = writer.add(chunks[6]!);
    assert.equal(writer.written, end);
    writer.write();
    assert.equal(writer.written, range.offset + range.length);
    same(readLocation(located(chunks[6]!, range), packs), chunks[6]!);
    writer.add(chunks[5]!);
    writer.cut(range.offset);
    writer.flush();
    writer.close();
    assert.deepEqual(
      walk().frames.map(({ chunk }) => chunk?.hash),
      [chunks[3]!.hash],
    );
  });

  it('are written without keeping the thread, too', async () => {
    const writer = PackWriter.create(file());
    const ranges = chunks.map((chunk) => writer.add(chunk));
    await writer.flushAsync();
    writer.close();
    for (const [index, range] of ranges.entries())
      same(readLocation(located(chunks[index]!, range), packs), chunks[index]!);
  });

  it('take frames as they lie in others', () => {
    const [place] = write(chunks.slice(6));
    const other = join(folder(), 'b.pack');
    const writer = PackWriter.create(other);
    const range = writer.addFrame(packs.read(place!.place as never)!);
    writer.flush();
    writer.close();
    same(readLocation(located(chunks[6]!, range, other), packs), chunks[6]!);
  });

  it('are never written over', () => {
    write(chunks.slice(0, 1));
    assert.throws(() => PackWriter.create(file()), { code: 'EEXIST' });
  });

  it('are refused where they are none, newer, or shorter than they should be', () => {
    write(chunks.slice(0, 2));
    const { size } = statSync(file());
    assert.throws(() => PackWriter.reopen(file(), size + 1), { code: 'bad-pack' });
    assert.equal(statSync(file()).size, size);
    const bytes = readFileSync(file());
    bytes[4] = 2;
    writeFileSync(file(), bytes);
    assert.throws(() => PackWriter.reopen(file(), size), { code: 'bad-pack', message: /format 2/u });
    assert.throws(() => walk(), { code: 'bad-pack' });
    for (const other of ['', 'CRN', 'something else']) {
      writeFileSync(file(), other);
      assert.throws(() => PackWriter.reopen(file(), 8), { code: 'bad-pack' });
    }
    rmSync(file());
    assert.throws(() => PackWriter.reopen(file(), 8), { code: 'ENOENT' });
  });

  it('say where a place leads nowhere', async () => {
    const [first, second] = write(chunks.slice(4, 6));
    const wrong: ChunkLocation[] = [
      { ...first!, hash: second!.hash },
      { ...first!, place: { ...(first!.place as never as object), offset: 9 } as never },
      { ...first!, place: { file: join(folder(), 'gone.pack'), offset: 8, length: 100 } },
      { ...first!, place: { file: file(), offset: statSync(file()).size, length: 100 } },
      { ...first!, place: { file: file(), offset: 8, length: 1 << 30 } },
      { ...first!, place: { file: file(), offset: -1, length: 10 } },
    ];
    for (const place of wrong) {
      assert.equal(readLocation(place, packs), undefined);
      assert.equal(await readLater(place), undefined);
    }
    truncateSync(file(), 100);
    assert.equal(readLocation(second!, packs), undefined);
  });

  it('tell a damaged frame and go on behind it', () => {
    write(chunks.slice(0, 3));
    const bytes = readFileSync(file());
    const { frames } = walk();
    // The length of the hash: the body is no message any more.
    bytes[frames[1]!.offset + 2] = 0x7f;
    writeFileSync(file(), bytes);
    assert.deepEqual(
      walk().frames.map(({ chunk }) => chunk?.hash),
      [chunks[0]!.hash, undefined, chunks[2]!.hash],
    );
  });

  it('stay readable while many are read at once, with few open', async () => {
    const places = Array.from({ length: 6 }, (_, n) => write([chunks[5]!], join(folder(), `${n}.pack`))[0]!);
    const found = await Promise.all(Array.from({ length: 60 }, (_, n) => readLater(places[(n * 7) % 6]!)));
    for (const chunk of found) same(chunk, chunks[5]!);
  });

  it('lie in a folder that is made once', () => {
    const place = join(folder(), 'x.packs');
    makeFolder(place);
    makeFolder(place);
    write(chunks, join(place, 'a.pack'));
  });
});

describe('a frame', () => {
  const chunk = chunkOf(Buffer.from('x'));
  const frame = (one: StoredChunk) => Buffer.concat([frameHead(one), one.data]);
  const base = { chunks: [chunk.hash], start: 0, length: 8 };

  it('is refused where it breaks the format', () => {
    const delta: StoredChunk = { hash: chunk.hash, codec: 'delta', size: 9, data: Buffer.alloc(9), base };
    assert.ok(parseFrame(frame(delta), chunk.hash));
    assert.throws(() => frameHead({ ...delta, base: undefined }));
    assert.throws(() => frameHead({ ...chunk, size: MAX_CHUNK_BYTES + 1 }), RangeError);
    const many = Array.from({ length: MAX_DELTA_BASES + 1 }, () => chunk.hash);
    assert.throws(() => frameHead({ ...delta, base: { ...base, chunks: many } }));
    assert.equal(parseFrame(frame({ ...chunk, codec: 'lz4' as never })), undefined);
    assert.equal(parseFrame(frame({ ...chunk, size: 0 })), undefined);
    assert.equal(parseFrame(Buffer.concat([frame(chunk), Buffer.from('!')])), undefined);
    assert.equal(parseFrame(Buffer.alloc(0)), undefined);
    assert.equal(parseFrame(frame(chunk), sha256(Buffer.from('other'))), undefined);
  });

  it('names all its bases', () => {
    const most = {
      chunks: Array.from({ length: MAX_DELTA_BASES }, (_, n) => sha256(Buffer.from([n]))),
      start: 70_000,
      length: 2_000_000,
    };
    assert.deepEqual(decodeBase(encodeBase(most)), most);
    const delta: StoredChunk = {
      hash: chunk.hash,
      codec: 'delta',
      size: 900,
      data: Buffer.alloc(300),
      base: most,
    };
    assert.deepEqual(parseFrame(frame(delta))?.base, most);
  });
});
