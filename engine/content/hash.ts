/** Content addresses. SHA-256 because node:crypto has it in hardware and object storages can check it too. */
import { createHash, type Hash as Digest, hash } from 'node:crypto';
import type { Hash } from '../domain/rows.ts';

/** SHA-256 of `data`. About 1.7 GB/s a core. */
export const sha256 = (data: Uint8Array): Hash => hash('sha256', data, 'hex');

/** A SHA-256 to be fed piece by piece; `digest('hex')` is a {@link Hash}. */
export const streamingSha256 = (): Digest => createHash('sha256');

/** The hash of no bytes: the content of an empty file, and its manifest. */
export const EMPTY_HASH: Hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
