/** A project as large as the promise is: very many small files, thousands of them side by side. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Member } from '../../test/support/team.ts';

/** Files beside each other in `crowd`; all others lie in hundreds. */
export const SIBLINGS = 5_000;
const FAN = 100;

const digits = (value: number): string => String(value).padStart(6, '0');

export async function writeFiles(folder: string, assets: number): Promise<void> {
  const write = async (dir: string, from: number, to: number): Promise<void> => {
    await mkdir(dir, { recursive: true });
    for (let index = from; index < to; index++)
      await writeFile(join(dir, `asset-${digits(index)}.bin`), `bench ${index}\n`);
  };
  await write(join(folder, 'crowd'), 0, Math.min(SIBLINGS, assets));
  for (let from = SIBLINGS; from < assets; from += FAN)
    await write(join(folder, 'wide', digits(from)), from, Math.min(from + FAN, assets));
}

/** As many names that two members gave to different files, and one has synced: the other's sync meets them. */
export async function collide(mine: Member, theirs: Member, conflicts: number): Promise<void> {
  for (const member of [theirs, mine]) {
    const dir = join(member.folder, 'both');
    await mkdir(dir, { recursive: true });
    for (let index = 0; index < conflicts; index++)
      await writeFile(join(dir, `asset-${digits(index)}.txt`), `${member.name} ${index}\n`);
    await member.cairn(['track', 'both', '-m', `Made by ${member.name}`]);
  }
  await theirs.cairn(['sync']);
}
