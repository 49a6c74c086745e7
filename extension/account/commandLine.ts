/** Sessions that `cairn login` keeps for the user of this machine, read here, never written. */
import { readFile } from 'node:fs/promises';
import { sessionFile } from '../../engine/remote/session-place.ts';
import type { OtherSessions } from './sessions.ts';

export class CommandLineSessions implements OtherSessions {
  private readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  async find(studioUrl: string): Promise<{ token: string; user: string } | null> {
    const text = await readFile(sessionFile(this.dir, studioUrl), 'utf8').catch(() => null);
    if (text === null) return null;
    const { parseSession } = await import('../../engine/remote/stored-session.ts');
    return parseSession(text, studioUrl);
  }
}
