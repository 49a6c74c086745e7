/**
 * Ids of what is new: UUIDs of version 7, each behind those that this process made before. Unlike the library's own, this asks the
 * system for the chance of many at once: to ask for one takes longer than all else that is done for it.
 */
import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Id } from './rows.ts';

/** Bytes that the library wants for one. */
const CHANCE = 16;

const pool = Buffer.alloc(CHANCE * 256);
let used = pool.length;

/** Of the newest: its millisecond, and which it is of that millisecond, counted from anywhere in the lower half of 32 bits. */
let msecs = 0;
let seq = 0;

function chance(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += CHANCE;
  return pool.subarray(used - CHANCE, used);
}

export function newId(): Id {
  const random = chance();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = random.readUInt32LE(6) >>> 1;
  } else if (++seq > 0xffffffff) {
    msecs++;
    seq = 0;
  }
  return v7({ random, msecs, seq });
}
