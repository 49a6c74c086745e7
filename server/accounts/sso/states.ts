/**
 * Sign-ins that were begun. Nothing is kept of them: all that must be known when the browser comes back is sealed into the state that
 * it brings. So none of them can be pushed out by others, however many are begun, from whichever address.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '../../metadata/metadata.ts';
import type { Secrets } from './provider.ts';

export interface Begun extends Omit<Secrets, 'state'> {
  /** Of the program that began. */
  readonly challenge: string;
  readonly port: number | null;
  /** UTC milliseconds. */
  readonly expiresAt: number;
}

/** In the database, so that a browser can come back to another process. */
const STATES_KEY = 'sso-states';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const MOST_CHARACTERS = 1_000;
const SEALED = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.number().int().nullable(),
  z.number().int().nonnegative(),
]);

export class States {
  readonly #db: Db;
  /** What is sealed for one provider is nothing to another. */
  readonly #issuer: Buffer;
  #key: Promise<Buffer> | undefined;

  constructor(db: Db, issuer: string) {
    this.#db = db;
    this.#issuer = Buffer.from(issuer);
  }

  async seal({ nonce, verifier, challenge, port, expiresAt }: Begun): Promise<string> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', await this.#secret(), iv).setAAD(this.#issuer);
    const text = JSON.stringify([nonce, verifier, challenge, port, expiresAt]);
    const sealed = [iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat(sealed).toString('base64url');
  }

  /** Undefined for what was not sealed here, or is over. */
  async open(state: string, now: number): Promise<Begun | undefined> {
    if (state.length > MOST_CHARACTERS) return undefined;
    const bytes = Buffer.from(state, 'base64url');
    // One spelling of each: it counts once.
    if (bytes.length <= IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== state) return undefined;
    const [iv, sealed, tag] = [
      bytes.subarray(0, IV_BYTES),
      bytes.subarray(IV_BYTES, -TAG_BYTES),
      bytes.subarray(-TAG_BYTES),
    ];
    const decipher = createDecipheriv('aes-256-gcm', await this.#secret(), iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(this.#issuer).setAuthTag(tag);
    let text: string;
    try {
      text = decipher.update(sealed, undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
    const [nonce, verifier, challenge, port, expiresAt] = SEALED.parse(JSON.parse(text));
    return expiresAt > now ? { nonce, verifier, challenge, port, expiresAt } : undefined;
  }

  #secret(): Promise<Buffer> {
    this.#key ??= this.#read().catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
  }

  /** Made by whichever process needs it first. */
  async #read(): Promise<Buffer> {
    const own = { key: STATES_KEY, value: randomBytes(KEY_BYTES).toString('base64url') };
    await this.#db
      .insertInto('setting')
      .values(own)
      .onConflict((c) => c.column('key').doNothing())
      .execute();
    const query = this.#db.selectFrom('setting').select('value').where('key', '=', STATES_KEY);
    return Buffer.from((await query.executeTakeFirstOrThrow()).value, 'base64url');
  }
}
