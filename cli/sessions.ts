/**
 * Sessions, one file per studio, readable by the user only. A file per studio means that two programs that sign in
 * at once cannot undo each other's work; every write is a rename, so a reader sees all of it or the old one.
 */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from '../engine/content/durable-folder.ts';
import { normaliseStudioUrl } from '../engine/domain/studioUrl.ts';
import { CairnError } from '../engine/errors.ts';
import { sessionFile } from '../engine/remote/session-place.ts';
import type { StoredSession } from '../engine/remote/stored-session.ts';

/** What a header can carry; a studio's own are letters, digits, `-` and `_`. */
const TOKEN = /^[\x21-\x7e]+$/u;

/** Loaded with the first file: most commands read none. */
const decoder = () => import('../engine/remote/stored-session.ts');

export class Sessions {
  readonly #dir: () => string;
  readonly #override: string | undefined;

  /**
   * `override` is a token (CAIRN_TOKEN) that is used for every studio in place of stored ones.
   * @param dir asked for by the first session that is looked for: whoever has none may have no place for it, either
   */
  constructor(dir: () => string, override: string | undefined) {
    this.#dir = dir;
    // Files of settings leave spaces and line ends on it.
    this.#override = override?.trim() || undefined;
  }

  /**
   * The token for a studio, or null where the user is signed out.
   * @throws {CairnError} usage, where the given one is none
   */
  async token(studio: string): Promise<string | null> {
    if (this.#override !== undefined && !TOKEN.test(this.#override))
      throw new CairnError('usage', 'CAIRN_TOKEN holds characters that no token has: copy it again.');
    return this.#override ?? (await this.find(studio))?.token ?? null;
  }

  async find(studio: string): Promise<StoredSession | null> {
    const url = normaliseStudioUrl(studio);
    const text = await this.#read(sessionFile(this.#dir(), url));
    return text === null ? null : (await decoder()).parseSession(text, url);
  }

  /** The studio of the last sign-in, or null. */
  async current(): Promise<string | null> {
    const text = await this.#read(this.#currentFile());
    return text === null ? null : (await decoder()).parseCurrent(text);
  }

  /** To be asked before a session begins that could not be kept. @throws {CairnError} usage, where there is no place for it */
  requirePlace(): void {
    this.#dir();
  }

  async store(studio: string, user: string, token: string): Promise<void> {
    const url = normaliseStudioUrl(studio);
    await this.#write(sessionFile(this.#dir(), url), { version: 1, studio: url, user, token });
    await this.#write(this.#currentFile(), { studio: url });
  }

  /** Forgets the session; nothing happens where there is none. */
  async remove(studio: string): Promise<void> {
    const url = normaliseStudioUrl(studio);
    await rm(sessionFile(this.#dir(), url), { force: true });
    if ((await this.current()) === url) await rm(this.#currentFile(), { force: true });
  }

  #currentFile(): string {
    return join(this.#dir(), 'studio.json');
  }

  async #read(file: string): Promise<string | null> {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new CairnError('file-unreadable', `Cannot read ${file}.`, { path: file }, error);
    }
  }

  async #write(file: string, value: object): Promise<void> {
    const dir = this.#dir();
    const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      ensureFolder(join(dir, 'sessions'), 0o700);
      // The folder of sessions is ours alone also where a looser one was there before.
      await chmod(join(dir, 'sessions'), 0o700);
      await writeFile(temporary, `${JSON.stringify(value)}\n`, { mode: 0o600, flag: 'wx', flush: true });
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      const reason = error instanceof Error ? error.message : String(error);
      throw new CairnError('read-only', `Cannot keep the session in ${dir}: ${reason}`, {}, error);
    }
  }
}
