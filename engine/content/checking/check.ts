/** What is done with chunks that came over a wire, wherever it runs: decode, compare with the hash, keep nothing else. */
import { MAX_DELTA_BASES, MAX_DICTIONARY_BYTES } from '../../../proto/limits.ts';
import type { Hash } from '../../domain/rows.ts';
import { type Basis, encodeChunk } from '../codec.ts';
import { PlainCache, PlainReader } from '../plain.ts';
import type { StoredChunk } from '../store.ts';

export interface CheckJob {
  /** Each hash once. */
  readonly chunks: readonly StoredChunk[];
  /** What deltas among them stand on, and what that stands on in turn, as stored. */
  readonly bases: readonly StoredChunk[];
  /** Give the chunks back in another form, instead of only checking them: whole, or as deltas on what `onto` says. */
  readonly whole: boolean;
  /** For chunks of the job: chunks among its bases to stand on instead, where that pays. */
  readonly onto?: ReadonlyMap<Hash, readonly Hash[]> | undefined;
}

/** Undefined for a chunk that is what its hash says. */
export type Verdict = { readonly code: string; readonly message: string } | undefined;

export interface Checked {
  /** For each chunk of the job. */
  readonly verdicts: readonly Verdict[];
  /** Of a job that asked for it, those chunks whose verdict is good, in their other form. */
  readonly whole: readonly StoredChunk[];
}

/** Pure. Never throws for what the bytes are. */
export function check(job: CheckJob): Checked {
  const known = new Map<string, StoredChunk>();
  for (const chunk of [...job.bases, ...job.chunks]) known.set(chunk.hash, chunk);
  const reader = new PlainReader({ get: (hash) => known.get(hash) }, new PlainCache());
  const whole: StoredChunk[] = [];
  const verdicts = job.chunks.map((chunk): Verdict => {
    try {
      const plain = reader.read(chunk.hash);
      if (job.whole && plain) {
        whole.push(encodeChunk(chunk.hash, plain, basisOf(job.onto?.get(chunk.hash), reader)));
      }
      return undefined;
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string };
      return { code: typeof code === 'string' ? code : 'integrity', message };
    }
  });
  return { verdicts, whole };
}

/** All of these chunks as a dictionary, as far as one may reach. */
function basisOf(hashes: readonly Hash[] | undefined, reader: PlainReader): Basis | undefined {
  const chunks: Hash[] = [];
  const plains: Uint8Array[] = [];
  let length = 0;
  for (const hash of hashes ?? []) {
    const plain = reader.read(hash);
    if (!plain || chunks.length >= MAX_DELTA_BASES || length >= MAX_DICTIONARY_BYTES) break;
    chunks.push(hash);
    plains.push(plain);
    length = Math.min(MAX_DICTIONARY_BYTES, length + plain.length);
  }
  if (chunks.length === 0) return undefined;
  const base = { chunks, start: 0, length };
  return { base, dictionary: Buffer.concat(plains).subarray(0, length), plains };
}

/** Bytes that a job makes somebody hash, about: what decides whether another thread is worth it. */
export const weightOf = (job: CheckJob): number => {
  let bytes = 0;
  for (const chunk of job.chunks) bytes += chunk.size;
  for (const chunk of job.bases) bytes += chunk.size;
  return bytes;
};
