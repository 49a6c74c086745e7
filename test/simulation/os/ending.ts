/** What the system does where a program, or a machine, has ended. */
import { closeSync } from 'node:fs';
import type { Random } from '../random.ts';
import { abandonDatabases, reviveLogs } from './databases.ts';
import type { Machine, Program } from './program.ts';

/** Gives back what a program had open. @param alone nobody else has its databases open, see {@link abandonDatabases} */
export function giveBack(program: Program, alone: boolean): void {
  abandonDatabases(program, alone);
  for (const fd of program.files) closeSync(fd);
  program.files.clear();
}

/** What was not flushed may be lost. All programs of the machine have ended. @returns what was */
export function losePower(machine: Machine, random: Random): string[] {
  const { names, unflushed } = machine;
  return [...names.lose(random), ...reviveLogs(machine, random), ...unflushed.lose(random)];
}
