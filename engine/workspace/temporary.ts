/**
 * Names of the files that safe writes make beside their target. A name says which process on which machine made it,
 * so that what a killed run left can be told from what a running one is writing.
 */
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { errnoOf } from './fs-errors.ts';

const PATTERN = /^\.cairn-tmp-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}$/u;

/** Milliseconds. A file that was not written to for this long belongs to nobody, whatever its process id says now. */
const ABANDONED = 24 * 60 * 60 * 1000;

const machine = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

export const temporaryName = (): string =>
  `.cairn-tmp-${machine()}-${process.pid}-${randomBytes(6).toString('hex')}`;

export const isTemporaryName = (name: string): boolean => PATTERN.test(name);

function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

/** Whether the process that made the file is certainly gone. */
export function isLeftover(name: string, ageMs: number): boolean {
  const match = PATTERN.exec(name);
  if (!match) return false;
  if (ageMs > ABANDONED) return true;
  return match[1] === machine() && !processRuns(Number(match[2]));
}
