/** What is read, and how its reader is told. */
import type { Hash } from '../domain/rows.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Plain bytes so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

export interface ContentAddress {
  /** Root of the manifest. */
  readonly manifest: Hash;
  /** Plain bytes. */
  readonly size: number;
}
