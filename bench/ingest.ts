/**
 * Speed and memory of a first checkpoint of one large file: `node bench/ingest.ts [GiB] [noise|text|zeros]`.
 * The file is made in the system's temporary folder and removed. The sink throws chunks away, so that this measures
 * reading, cutting, hashing and compressing alone; the project file's part is measured with the project file.
 */
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestFile } from '../engine/content/ingest.ts';
import type { ChunkSink } from '../engine/content/store.ts';

const MIB = 1024 * 1024;
const gib = Number(process.argv[2] ?? 4);
const kind = process.argv[3] ?? 'noise';
/** Set in the process that makes the file, so that its memory does not count as idle. */
const toMake = process.argv[4];

/** 64 MiB of one kind; each further block is made different, so that nothing deduplicates. */
function makeBlock(): Buffer {
  const block = Buffer.alloc(64 * MIB);
  if (kind === 'noise') randomFillSync(block);
  if (kind !== 'text') return block;
  let at = 0;
  for (let line = 0; at < block.length - 80; line++) {
    const [x, y] = [Math.sin(line) * 1000, Math.cos(line * 1.7) * 1000];
    at += block.write(`v ${x.toFixed(6)} ${y.toFixed(6)} ${(x * y).toFixed(4)}\n`, at);
  }
  return block;
}

function makeFile(path: string): void {
  const file = openSync(path, 'w');
  const block = makeBlock();
  for (let written = 0; written < gib * 1024; written += 64) {
    if (kind !== 'zeros')
      for (let at = 0; at < block.length; at += 32 * 1024) block.writeUInt32LE(written, at);
    writeSync(file, block);
  }
  closeSync(file);
}

class DiscardingSink implements ChunkSink {
  readonly hashes = new Set<string>();
  stored = 0;
  has(hash: string): boolean {
    return this.hashes.has(hash);
  }
  put({ hash, data }: { hash: string; data: Uint8Array }): void {
    this.hashes.add(hash);
    this.stored += data.length;
  }
  batch<T>(work: () => T): T {
    return work();
  }
}

async function measure(folder: string): Promise<void> {
  const path = join(folder, 'file.bin');
  execFileSync(process.execPath, [process.argv[1]!, String(gib), kind, path]);
  const idle = process.memoryUsage().rss;
  let peak = 0;
  let longestTurn = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
    longestTurn = Math.max(longestTurn, performance.now() - last);
    last = performance.now();
  }, 5);
  const started = performance.now();
  const busy = process.cpuUsage();
  const sink = new DiscardingSink();
  const { size, chunks } = await ingestFile(path, sink);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(busy);
  clearInterval(watch);
  const result = {
    kind,
    mib: size / MIB,
    seconds: Number(seconds.toFixed(2)),
    cpuSeconds: Number(((user + system) / 1e6).toFixed(2)),
    mibPerSecond: Math.round(size / MIB / seconds),
    averageChunkKib: Math.round(size / chunks.length / 1024),
    storedMib: Math.round(sink.stored / MIB),
    idleMib: Math.round(idle / MIB),
    peakAboveIdleMib: Math.round((peak - idle) / MIB),
    longestTurnMs: Math.round(longestTurn),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

if (toMake) {
  makeFile(toMake);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
