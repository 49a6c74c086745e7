/**
 * Where to keep chunks: `node bench/store/main.ts [MiB] [rounds]`. Every candidate in turn, round by round, on the same
 * data; medians. Writing is durable, in batches of about 16 MiB; reading is from the page cache. Wall time suffers from
 * whatever else runs; processor time (user and system) much less.
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../engine/content/hash.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import { atThreshold, bytesOf, CANDIDATES, type Candidate, type Store } from './candidates.ts';

const MIB = 1024 * 1024;
const BATCH = 16 * MIB;
const out = (line: string): void => void process.stdout.write(`${line}\n`);

const chunkOf = (data: Buffer): StoredChunk => ({
  hash: sha256(data),
  codec: 'raw',
  size: data.length,
  data,
});

/** `bytes` of chunks of the sizes that come up, one after the other. */
function makeChunks(bytes: number, sizes: readonly number[]): StoredChunk[] {
  const chunks: StoredChunk[] = [];
  for (let made = 0; made < bytes; made += chunks.at(-1)!.size)
    chunks.push(chunkOf(randomFillSync(Buffer.alloc(sizes[chunks.length % sizes.length]!))));
  return chunks;
}

function batchesOf(chunks: readonly StoredChunk[], limit = BATCH): StoredChunk[][] {
  const batches: StoredChunk[][] = [[]];
  let room = limit;
  for (const chunk of chunks) {
    if (room < 0) {
      batches.push([]);
      room = limit;
    }
    batches.at(-1)!.push(chunk);
    room -= chunk.size;
  }
  return batches;
}

interface Cost {
  readonly seconds: number;
  /** User and system time. */
  readonly busy: number;
}

async function cost(work: () => unknown): Promise<Cost> {
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - from) / 1000, busy: (user + system) / 1e6 };
}

type Results = Record<string, number>;

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-store-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const shuffled = <T>(list: readonly T[]): T[] => {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = (i * 7919 + 13) % (i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
};

/** One candidate on one set of chunks. Rates in MB/s, `… s/GB` is processor time. */
const measure = (make: Candidate, chunks: readonly StoredChunk[]): Promise<Results> =>
  inFolder(async (folder) => {
    const mb = chunks.reduce((sum, { size }) => sum + size, 0) / 1e6;
    let store: Store = await make(folder);
    const batches = batchesOf(chunks);
    const write = await cost(() => {
      for (const batch of batches) store.write(batch);
    });
    store.close();
    store = await make(folder);
    const hashes = chunks.map(({ hash }) => hash);
    const readAll = (list: readonly string[]) => () => {
      for (const hash of list) if (store.read(hash).length === 0) throw new Error('empty');
    };
    const inOrder = await cost(readAll(hashes));
    const random = await cost(readAll(shuffled(hashes)));
    const size = bytesOf(folder) / 1e6;
    const drop = await cost(() => store.remove(hashes.filter((_, index) => index % 4 !== 0)));
    const left = bytesOf(folder) / 1e6;
    store.close();
    return {
      'write MB/s': mb / write.seconds,
      'write s/GB': (write.busy / mb) * 1000,
      'read MB/s': mb / inOrder.seconds,
      'random MB/s': mb / random.seconds,
      'drop 3/4 s': drop.seconds,
      'size/data': size / mb,
      'left/kept': left / (mb / 4),
    };
  });

/** Killed while it writes: every batch that was acknowledged is there. @returns milliseconds to be open again. */
const killAndReopen = (name: string, make: Candidate): Promise<number> =>
  inFolder(async (folder) => {
    const child = spawn(process.execPath, [process.argv[1]!, '--write', name, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = 0;
    for await (const text of child.stdout.setEncoding('utf8')) {
      acknowledged = Number(String(text).trim().split('\n').at(-1));
      if (acknowledged >= 400) child.kill('SIGKILL');
    }
    const from = performance.now();
    const store = await make(folder);
    const found = store.count();
    const took = performance.now() - from;
    if (found < acknowledged) throw new Error(`${name} lost ${acknowledged - found} chunks`);
    store.write([chunkOf(randomFillSync(Buffer.alloc(100_000)))]);
    store.close();
    return took;
  });

/** The program that is killed: tells after each batch how many chunks are safe. */
async function writeForever(name: string, folder: string): Promise<void> {
  const store = await CANDIDATES[name]!(folder);
  for (let count = 0; ; ) {
    const batch = makeChunks(4 * MIB, [200 * 1024]);
    store.write(batch);
    count += batch.length;
    out(String(count));
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >>> 1] ?? Number.NaN;

function print(title: string, rounds: ReadonlyMap<string, readonly Results[]>): void {
  const columns = Object.keys([...rounds.values()][0]![0]!);
  out(`\n${title}\n\n| | ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length + 1)}`);
  for (const [name, results] of rounds) {
    const cells = columns.map((column) => {
      const value = median(results.map((result) => result[column]!));
      return value < 10 ? value.toFixed(2) : value.toFixed(0);
    });
    out(`| ${name} | ${cells.join(' | ')} |`);
  }
}

async function compare(
  title: string,
  candidates: Readonly<Record<string, Candidate>>,
  rounds: number,
  chunks: readonly StoredChunk[],
): Promise<void> {
  const results = new Map<string, Results[]>(Object.keys(candidates).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, make] of Object.entries(candidates))
      results.get(name)!.push(await measure(make, chunks));
  print(title, results);
}

async function main(mib: number, rounds: number): Promise<void> {
  await compare(`${mib} MiB in chunks of 200 KiB`, CANDIDATES, rounds, makeChunks(mib * MIB, [200 * 1024]));
  const mixed = [700, 3_000, 1_200, 20_000, 300, 8_000, 60_000, 2_000];
  await compare(`${mib / 4} MiB in small chunks`, CANDIDATES, rounds, makeChunks((mib / 4) * MIB, mixed));
  for (const kib of [2, 4, 8, 16, 32, 64]) {
    const forms = { 'in rows': atThreshold(Number.POSITIVE_INFINITY), 'in packs': atThreshold(-1) };
    await compare(`4,000 chunks of ${kib} KiB`, forms, rounds, makeChunks(4_000 * kib * 1024, [kib * 1024]));
  }
  out('\nopen again after a kill in the middle of writing, ms');
  for (const [name, make] of Object.entries(CANDIDATES)) {
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) took.push(await killAndReopen(name, make));
    out(`${name}: ${median(took).toFixed(0)}`);
  }
  out(`\n${execFileSync('uptime').toString().trim()}`);
}

const [first, second, third] = process.argv.slice(2);
if (first === '--write') await writeForever(second!, third!);
else await main(Number(first ?? 256), Number(second ?? 3));
