/**
 * How the chunks of files are kept, and what that costs: `node bench/encoding.ts FILE…`, a line for each file. Several
 * versions of one file joined by commas are encoded one on top of the other, a line for each.
 * Speeds are bytes over processor time of one thread, so that they hold on a busy machine too.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { MAX_CHUNK } from '../engine/content/chunker.ts';
import { encodeChunk } from '../engine/content/codec.ts';
import { Cutter } from '../engine/content/cutter.ts';
import { sha256 } from '../engine/content/hash.ts';
import { PlainReader } from '../engine/content/plain.ts';
import { CODECS, type Codec } from '../engine/content/store.ts';
import { compressOnce } from '../engine/content/zstd.ts';
import { addVersion, CataloguedStore, type Version } from '../test/support/versions.ts';

interface Timed<T> {
  readonly value: T;
  /** Seconds of processor time. */
  readonly seconds: number;
}

function timed<T>(work: () => T): Timed<T> {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (user + system) / 1e6 };
}

function cut(data: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  const cutter = new Cutter();
  for (let at = 0; at < data.length; at += pieces.at(-1)?.length ?? 0) {
    pieces.push(data.subarray(at, at + cutter.next(data, at, Math.min(data.length, at + MAX_CHUNK))));
  }
  return pieces;
}

/** Stored bytes of the pieces by zstd alone, at one level. */
const zstdAlone = (pieces: readonly Buffer[], level: number): Timed<number> =>
  timed(() =>
    pieces.reduce((sum, piece) => sum + Math.min(piece.length, compressOnce(piece, level).length), 0),
  );

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`.padStart(8);
const speed = (bytes: number, { seconds }: Timed<unknown>): string =>
  `${Math.round(bytes / 1e6 / seconds)} MB/s`.padStart(10);

function whole(file: string): void {
  const data = readFileSync(file);
  const pieces = cut(data);
  const hashed = pieces.map((plain) => ({ plain, hash: sha256(plain) }));
  const [one, three] = [zstdAlone(pieces, 1), zstdAlone(pieces, 3)];
  const encoded = timed(() => hashed.map(({ plain, hash }) => encodeChunk(hash, plain)));
  const stored = encoded.value.reduce((sum, chunk) => sum + chunk.data.length, 0);
  const chunks = new Map(encoded.value.map((chunk) => [chunk.hash, chunk]));
  const reader = new PlainReader({ get: (hash) => chunks.get(hash) });
  const decoded = timed(() => hashed.map(({ hash }) => reader.read(hash)?.length));
  const counts = CODECS.map((codec: Codec) => encoded.value.filter((chunk) => chunk.codec === codec).length);
  const { length } = data;
  process.stdout.write(
    `${basename(file).padEnd(28)} ${(length / 1e6).toFixed(1).padStart(7)} MB  zstd 1 ${percent(one.value, length)} ${speed(length, one)}` +
      `  zstd 3 ${percent(three.value, length)} ${speed(length, three)}  Cairn ${percent(stored, length)} ${speed(length, encoded)}` +
      `  read ${speed(length, decoded)}  ${CODECS.map((codec, index) => `${codec} ${counts[index]}`).join(' ')}\n`,
  );
}

function series(files: readonly string[]): void {
  const store = new CataloguedStore();
  let previous: Version | undefined;
  for (const file of files) {
    const data = readFileSync(file);
    const { value, seconds } = timed(() => addVersion(store, data, previous));
    previous = value;
    process.stdout.write(
      `${basename(file).padEnd(28)} ${(data.length / 1e6).toFixed(1).padStart(7)} MB  new ${(value.added / 1e6).toFixed(3).padStart(9)} MB` +
        `  deltas ${value.deltas}  whole ${value.wholes}  ${speed(data.length, { value, seconds })} with cutting and hashing\n`,
    );
  }
}

for (const argument of process.argv.slice(2)) {
  if (argument.includes(',')) series(argument.split(','));
  else whole(argument);
}
