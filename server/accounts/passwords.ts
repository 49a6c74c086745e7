/** Passwords at rest: argon2id, as PHC strings. */
import * as crypto from 'node:crypto';
import { argon2id } from 'hash-wasm';
import { StudioError } from '../errors.ts';

export interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
}

/** OWASP's recommendation for argon2id with one lane. */
const COST: Cost = { memory: 19_456, passes: 2 };
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/u;

/** Hashes at work at once, and those that wait: each takes memory and a processor. */
const AT_ONCE = 2;
const WAITING = 64;

export const MIN_PASSWORD = 8;
export const MAX_PASSWORD = 1_000;

export class Passwords {
  readonly #cost: Cost;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #decoy: Promise<string> | undefined;

  /** @param cost of new hashes; those that are there say their own */
  constructor(cost: Cost = COST) {
    this.#cost = cost;
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hashed(password, this.#cost));
  }

  /** Takes as long without a hash (unknown account) as with one, so that time does not tell who has an account. */
  matches(password: string, hash: string | undefined): Promise<boolean> {
    return this.#inTurn(() => this.#compare(password, hash));
  }

  /** Judges a guess when its turn has come, so that what was found about those before it is known by then. */
  judged<T>(
    judge: (matches: (password: string, hash: string | undefined) => Promise<boolean>) => Promise<T>,
  ) {
    return this.#inTurn(() => judge((password, hash) => this.#compare(password, hash)));
  }

  async #compare(password: string, hash: string | undefined): Promise<boolean> {
    this.#decoy ??= hashed(crypto.randomUUID(), this.#cost);
    const match = PHC.exec(hash ?? (await this.#decoy));
    if (!match) return false;
    const [, memory, passes, salt, key] = match;
    const expected = Buffer.from(key ?? '', 'base64');
    const cost = { memory: Number(memory), passes: Number(passes) };
    const actual = await derived(password, Buffer.from(salt ?? '', 'base64'), cost);
    return (
      hash !== undefined && expected.length === actual.length && crypto.timingSafeEqual(expected, actual)
    );
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #enter(): Promise<void> {
    if (this.#waiting.length >= WAITING) {
      throw new StudioError('overloaded', 'Too many people sign in at this moment', { retryAfter: 2 });
    }
    while (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }
}

async function hashed(password: string, cost: Cost): Promise<string> {
  const salt = crypto.randomBytes(16);
  const key = await derived(password, salt, cost);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/u, '');
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${text(salt)}$${text(key)}`;
}

const derived = (password: string, salt: Buffer, cost: Cost): Promise<Uint8Array> =>
  derive(password.normalize('NFC'), salt, cost);

/** Node's own argon2 works off the event loop; where it is missing, WebAssembly blocks for about a tenth of a second. */
async function derive(password: string, salt: Buffer, cost: Cost): Promise<Uint8Array> {
  if (typeof crypto.argon2 !== 'function') return deriveInWasm(password, salt, cost);
  // Some runtimes have the function without a library behind it: it throws when called. The result is the same.
  return deriveNatively(password, salt, cost).catch(() => deriveInWasm(password, salt, cost));
}

const deriveInWasm = (password: string, salt: Buffer, cost: Cost): Promise<Uint8Array> =>
  argon2id({
    password,
    salt,
    iterations: cost.passes,
    memorySize: cost.memory,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  });

async function deriveNatively(password: string, salt: Buffer, cost: Cost): Promise<Uint8Array> {
  const parameters = {
    message: password,
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: cost.memory,
    passes: cost.passes,
  };
  return new Promise((resolve, reject) => {
    crypto.argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
