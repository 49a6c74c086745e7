/** Ids of what is made here. */
import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import type { Id } from './domain/rows.ts';

/** Random bytes of one id. */
const DICE = 16;
/** The system is asked for those of so many ids at once: to ask for each takes longer than all else that is done for it. */
const IDS = 256;

const pool = Buffer.alloc(DICE * IDS);
let used = pool.length;
let latest = Number.NEGATIVE_INFINITY;
let serial = 0;

function roll(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += DICE;
  return pool.subarray(used - DICE, used);
}

/** A UUIDv7: those that a thread makes sort in the order in which it made them, also where the clock goes back. */
export function newId(): Id {
  const random = roll();
  const now = Date.now();
  // 31 random bits to begin with, so that 32 do not run out within a millisecond.
  serial = now > latest ? random.readUInt32LE(6) >>> 1 : serial + 1;
  latest = Math.max(latest, now);
  return v7({ random, msecs: latest, seq: serial });
}
