/** Stored chunks: streams of frames, single chunks of every codec, manifests, packs. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../../engine/content/checking/check.ts';
import { decodeChunk, dictionaryOf, encodeChunk } from '../../../engine/content/codec.ts';
import { decodeFrame, frameHead, parseFrame } from '../../../engine/content/frame.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { buildManifest, decodeNode } from '../../../engine/content/manifest.ts';
import { chunkRefs, manifestHashes } from '../../../engine/content/manifest-read.ts';
import { PackWriter } from '../../../engine/content/pack.ts';
import { PackFiles, walkPack } from '../../../engine/content/pack-read.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { prepareZstd } from '../../../engine/content/zstd.ts';
import { FrameCutter } from '../../../proto/frames.ts';
import { seededBytes } from '../../support/chunks.ts';
import { hasCode, type Target } from '../target.ts';

const noise = seededBytes('plain', 3_000);
const text = Buffer.from('All work and no play makes Jack a dull boy. '.repeat(100));
const floats = Buffer.from(Float32Array.from({ length: 12_000 }, (_, i) => Math.sin(i / 50) * i).buffer);
const edited = Buffer.concat([noise.subarray(0, 1_000), text.subarray(0, 200), noise.subarray(1_000)]);
const base = { chunks: [sha256(noise)], start: 0, length: noise.length };

async function chunks(): Promise<StoredChunk[]> {
  await prepareZstd();
  const whole = [noise, text, floats, Buffer.alloc(0)].map((plain) => encodeChunk(sha256(plain), plain));
  return [...whole, encodeChunk(sha256(edited), edited, { base, dictionary: noise, plains: [noise] })];
}

const framed = (chunk: StoredChunk): Buffer => Buffer.concat([frameHead(chunk), chunk.data]);

/** A stream, in pieces whose sizes its own first byte tells; what arrives is checked as the receiver checks it. */
export const frames: Target = {
  name: 'chunk-frames',
  runs: 600,
  samples: async () => {
    const all = await chunks();
    return [Buffer.concat(all.map(framed)), ...all.map(framed)];
  },
  decode: (input) => {
    const cutter = new FrameCutter();
    const step = ((input[0] ?? 0) % 97) + 1;
    const arrived: StoredChunk[] = [];
    const take = (slab: ReturnType<FrameCutter['rest']>) => {
      for (const frame of slab?.frames ?? []) {
        const chunk = parseFrame(framedAgain(frame.data, slab?.bytes));
        if (chunk) arrived.push(chunk);
      }
    };
    for (let at = 0; at < input.length; at += step)
      for (const slab of cutter.push(input.subarray(at, at + step))) take(slab);
    take(cutter.rest());
    return check({ chunks: arrived, bases: [], whole: true });
  },
  isExpected: hasCode('bad-message'),
  memory: 32 * 1024 * 1024,
};

/** Frames were cut out of the slab: the same bytes are cut there again by the pack's own reader. */
const framedAgain = (data: Uint8Array | null | undefined, slab: Uint8Array | undefined): Uint8Array =>
  data && slab ? slab.subarray(0, data.byteOffset - slab.byteOffset + data.length) : new Uint8Array();

const coded = hasCode('integrity', 'content-missing');

/** One frame as it lies in a pack: what comes out is what its hash says, or an error. */
export const chunk: Target = {
  name: 'chunk',
  runs: 1_200,
  samples: async () => (await chunks()).map((one) => framed(one).subarray(frameHead(one)[0]! < 0x80 ? 1 : 2)),
  decode: (input) => {
    let stored: StoredChunk;
    try {
      stored = decodeFrame(input);
    } catch {
      return undefined; // as both readers of packs and streams do
    }
    const dictionary = stored.codec === 'delta' ? dictionaryOf(stored, [noise]) : undefined;
    const plain = decodeChunk(stored, dictionary);
    assert.equal(sha256(plain), stored.hash);
    assert.equal(
      check({ chunks: [stored], bases: [encodeChunk(sha256(noise), noise)], whole: true }).verdicts.length,
      1,
    );
    return plain;
  },
  isExpected: coded,
};

/** A node under the hash that it has: whoever sends one chooses its bytes. It may name itself and others. */
export const manifest: Target = {
  name: 'manifest',
  runs: 400,
  samples: async () => {
    const all = await chunks();
    const small = buildManifest(all.map(({ hash, size }) => ({ hash, size: Math.max(size, 1) })));
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      hash: sha256(Buffer.from(String(i % 7))),
      size: 1 + (i % 7),
    }));
    const nodes = [...small.nodes, ...buildManifest(many).nodes];
    return nodes.map((node) => decodeChunk(node)).filter((plain) => plain.length < 100_000);
  },
  decode: (input) => {
    const stored = encodeChunk(sha256(input), input.subarray(0, 1024 * 1024));
    const source = { get: (hash: string) => (hash === stored.hash ? stored : undefined) };
    const { size } = decodeNode(stored.hash, input);
    const found = manifestHashes(stored.hash, size, source);
    const refs = [];
    for (const ref of chunkRefs(stored.hash, size, source, 100_000)) refs.push(ref);
    return [found, refs];
  },
  isExpected: coded,
};

const folder = { path: '' };

/** A whole pack file: walked from the start, and read where frames lay before. */
export const pack: Target = {
  name: 'pack',
  runs: 160,
  samples: async () => {
    folder.path = mkdtempSync(join(tmpdir(), 'cairn-fuzz-pack-'));
    const file = join(folder.path, 'sample.pack');
    const writer = PackWriter.create(file);
    for (const one of await chunks()) writer.add(one);
    writer.flush();
    writer.close();
    const { readFileSync } = await import('node:fs');
    return [readFileSync(file)];
  },
  decode: (input) => {
    const file = join(folder.path, 'mutated.pack');
    writeFileSync(file, input);
    const files = new PackFiles();
    try {
      for (const frame of walkPack(file)) {
        const bytes = files.read({ file, ...frame });
        assert.ok(bytes && bytes.length === frame.length);
        const one = frame.chunk;
        if (one) check({ chunks: [one], bases: [encodeChunk(sha256(noise), noise)], whole: false });
        else assert.equal(parseFrame(bytes), undefined);
      }
      files.read({ file, offset: input.length - 3, length: 100 });
    } finally {
      files.close();
    }
    const writer = PackWriter.reopen(file, Math.min(input.length, 100));
    writer.close();
    return undefined;
  },
  isExpected: hasCode('bad-pack'),
  close: () => rmSync(folder.path, { recursive: true, force: true }),
};
