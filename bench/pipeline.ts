/**
 * Throughput, processor time and memory of the content pipeline, by kind of data:
 * `node bench/pipeline.ts [MiB] [noise|text|zeros|mixed|known|small] [encoders] [slabs] [slab MiB]`.
 * The files are made in the system's temporary folder and removed. The sink throws chunks away, so that this measures
 * reading, cutting, hashing and encoding alone. `known`: noise of which every chunk is there already. The threads run what
 * `npm run build` made.
 */
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestFiles } from '../engine/content/pipeline/ingest.ts';
import { ContentPool } from '../engine/content/pipeline/pool.ts';
import type { ChunkCatalogue, ChunkLocator, ChunkSink, ChunkSource } from '../engine/content/store.ts';

const MIB = 1024 * 1024;
const mib = Number(process.argv[2] ?? 1024);
const kind = process.argv[3] ?? 'noise';
const [encoders, slabs, slabMib] = process.argv.slice(4, 7).map(Number);
/** Set in the process that makes the files, so that its memory does not count as idle. */
const toMake = process.argv[7];

const SMALL = 10 * 1024;
const program = join(import.meta.dirname, '..', 'dist', 'content.cjs');

/** One block of one kind; each further one is made different, so that nothing deduplicates. */
function makeBlock(bytes: number): Buffer {
  const block = Buffer.alloc(bytes);
  if (kind === 'zeros') return block;
  if (kind !== 'text') randomFillSync(block, 0, kind === 'mixed' ? bytes / 2 : bytes);
  if (kind !== 'text' && kind !== 'mixed') return block;
  let at = kind === 'mixed' ? bytes / 2 : 0;
  for (let line = 0; at < block.length - 80; line++) {
    const [x, y] = [Math.sin(line) * 1000, Math.cos(line * 1.7) * 1000];
    at += block.write(`v ${x.toFixed(6)} ${y.toFixed(6)} ${(x * y).toFixed(4)}\n`, at);
  }
  return block;
}

function makeFiles(folder: string): void {
  if (kind === 'small') {
    for (let n = 0; n < (mib * MIB) / SMALL; n++) writeFileSync(join(folder, `${n}`), makeBlock(SMALL));
    return;
  }
  const file = openSync(join(folder, 'file.bin'), 'w');
  const block = makeBlock(32 * MIB);
  for (let written = 0; written < mib; written += 32) {
    if (kind !== 'zeros')
      for (let at = 0; at < block.length; at += 32 * 1024) block.writeUInt32LE(written, at);
    writeSync(file, block);
  }
  closeSync(file);
}

class DiscardingSink implements ChunkSink, ChunkSource, ChunkCatalogue, ChunkLocator {
  readonly hashes = new Set<string>();
  stored = 0;
  has(hash: string): boolean {
    return this.hashes.has(hash);
  }
  among(hashes: readonly string[]): Set<string> {
    return new Set(hashes.filter((hash) => this.hashes.has(hash)));
  }
  put({ hash, data }: { hash: string; data: Uint8Array }): void {
    this.hashes.add(hash);
    this.stored += data.length;
  }
  get = () => undefined;
  info = () => undefined;
  locate = () => undefined;
  batch<T>(work: () => T): T {
    return work();
  }
}

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function ingest(pool: ContentPool, paths: readonly string[], sink: DiscardingSink): Promise<Run> {
  const started = performance.now();
  const busy = process.cpuUsage();
  const files = paths.map((path) => ({ path, size: (mib * MIB) / paths.length }));
  for await (const result of ingestFiles(pool, files, { sink, versions: sink })) {
    if ('error' in result) throw result.error;
  }
  const { user, system } = process.cpuUsage(busy);
  return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
}

async function measure(folder: string): Promise<void> {
  execFileSync(process.execPath, [process.argv[1]!, String(mib), kind, '0', '0', '0', folder]);
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const idle = process.memoryUsage().rss;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const memory = slabs && slabMib ? { slabs, slabBytes: slabMib * MIB } : undefined;
  const pool = new ContentPool({ program, ...(encoders && { encoders }), ...(memory && { memory }) });
  const sink = new DiscardingSink();
  let run = await ingest(pool, paths, sink);
  if (kind === 'known') run = await ingest(pool, paths, sink);
  clearInterval(watch);
  await pool.close();
  const result = {
    kind,
    mib,
    seconds: Number(run.seconds.toFixed(2)),
    cpuSeconds: Number(run.cpuSeconds.toFixed(2)),
    mibPerSecond: Math.round(mib / run.seconds),
    storedMib: Math.round(sink.stored / MIB),
    peakAboveIdleMib: Math.round((peak - idle) / MIB),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

if (toMake) {
  makeFiles(toMake);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
