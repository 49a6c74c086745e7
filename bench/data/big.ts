/** One very large file that is never in memory: half of it smooth, half of it noise, with a few edits in each version. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { noise } from './random.ts';

/** Bytes. */
const PIECE = 4 * 1024 * 1024;

function smooth(piece: Buffer, number: number): void {
  for (let at = 0; at < piece.length; at += 4)
    piece.writeFloatLE(Math.sin(at * 0.0003 + number) * 40 + piece[at]! * 1e-5, at);
}

/** @param version from 1; each differs from the one before in a few bytes of one piece in sixteen */
export function writeBig(path: string, bytes: number, version: number): void {
  const file = openSync(path, 'w');
  try {
    for (let number = 0; number * PIECE < bytes; number++) {
      const piece = noise(`big ${number}`, Math.min(PIECE, bytes - number * PIECE));
      if (number % 2 === 0) smooth(piece, number);
      if (number % 16 === 3) piece.writeUInt32LE(version, piece.length >> 1);
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
    }
  } finally {
    closeSync(file);
  }
}
