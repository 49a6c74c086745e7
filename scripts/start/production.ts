/**
 * A studio on this machine with a small production on it, and two members in the middle of a day's work: enough for
 * every state to be seen, and for the first Ctrl+S to send something and to bring something.
 */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Member, Team } from '../../test/support/team.ts';
import { concept, rock, TOP_FOLDERS, writeSampleProject } from '../sample/project.ts';

export const PROJECT = 'Lighthouse';

/** What the first member's working folder holds for the user to try. */
export const UNSENT = 'shots/sh010/notes.md';
export const MODIFIED = 'assets/lighthouse/concept.png';
export const UNTRACKED = 'assets/island/rock_wet_1k.png';
/** Newer on the studio than in the first member's folder; known there after the next sync. */
export const NEWER_ON_STUDIO = 'sound/surf.wav';

export interface Production {
  readonly team: Team;
  readonly ada: Member;
  readonly ben: Member;
}

/** @param home an empty folder for everything: studio, accounts, working folders */
export async function produce(home: string, say: (line: string) => void): Promise<Production> {
  say('starting a studio …');
  const team = await Team.start(home);
  try {
    const ada = await team.join('ada');
    const ben = await team.join('ben');
    say('making the sample project and publishing it as ada …');
    await writeSampleProject(ada.folder);
    await team.publish(ada, PROJECT, TOP_FOLDERS);
    say('joining it as ben, who sends a new version of a sound …');
    await team.enlist(ada, ben, PROJECT, 'Supervisor');
    await appendFile(join(ben.folder, NEWER_ON_STUDIO), Buffer.alloc(48_000 * 4));
    await ben.cairn(['checkpoint', NEWER_ON_STUDIO, '-m', 'One more second at the end', '--sync']);
    await work(ada);
    return { team, ada, ben };
  } catch (error) {
    await team.stop();
    throw error;
  }
}

async function work(ada: Member): Promise<void> {
  await appendFile(join(ada.folder, UNSENT), '\nShot 020: storm.\n');
  await ada.cairn(['checkpoint', UNSENT, '-m', 'Notes on the storm']);
  await writeFile(join(ada.folder, MODIFIED), concept(960, 540, 0.8));
  await writeFile(join(ada.folder, UNTRACKED), rock(1024, 77));
}
