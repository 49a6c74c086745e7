/** Reads working files into slabs and cuts them: one after the other, in order, each byte once. */
import type { Hash } from '../../domain/rows.ts';
import { CairnError } from '../../errors.ts';
import { MAX_CHUNK } from '../chunker.ts';
import { Cutter } from '../cutter.ts';
import { sha256 } from '../hash.ts';
import { Inside } from '../inside.ts';
import { StableFile } from '../stable-file.ts';
import type { Memory } from './memory.ts';
import type { FromReader, Part, ToReader } from './messages.ts';
import { toWire } from './wire-error.ts';

/** Bytes per read: they are cut while they are in the processor's cache. */
const READ = 1024 * 1024;

/** Files that share a slab at most, so that those which wait for them do not wait long. */
const MOST_PARTS = 512;
/** In a job's first slab, and twice as many in each that follows: until that has come, nobody else has anything to do. */
const FIRST_PARTS = 64;

/**
 * Files of one piece and at most so many bytes are hashed here: to have an encoder do so takes a message there and one back, and what is
 * new in a slab is found out only then. Of many larger ones, others would wait for that.
 */
const MOST_HASHED = 128 * 1024;

type OpenPart = { -readonly [K in keyof Part]: Part[K] } & { cuts: number[] };

/** What is in the reader's hands: a slab being filled and the parts in it. */
interface Filling {
  readonly slab: number;
  readonly bytes: Buffer;
  /** Up to here it is cut. */
  cut: number;
  /** Up to here it is filled. */
  filled: number;
}

export class Reader {
  readonly #memory: Memory;
  readonly #post: (message: FromReader) => void;
  #paths: string[] = [];
  #more = true;
  #file = 0;
  readonly #free: number[] = [];
  #filling: Filling | undefined;
  #parts: OpenPart[] = [];
  #mostParts = FIRST_PARTS;
  #wake: (() => void) | undefined;

  constructor(memory: Memory, post: (message: FromReader) => void) {
    this.#memory = memory;
    this.#post = post;
  }

  receive(message: ToReader): void {
    switch (message.type) {
      case 'start':
        void this.#run(new Inside(message.within));
        break;
      case 'slab':
        this.#free.push(message.slab);
        break;
      case 'files':
        for (const path of message.paths) this.#paths.push(path);
        this.#more = !message.last;
        break;
      case 'stop':
        break;
    }
    this.#wake?.();
  }

  async #run(inside: Inside): Promise<void> {
    this.#paths = [];
    this.#more = true;
    this.#file = 0;
    this.#mostParts = FIRST_PARTS;
    // Slabs that came back after the last job.
    this.#free.length = 0;
    for (let path = await this.#next(); path !== undefined; path = await this.#next()) {
      await this.#read(this.#file++, path, inside);
    }
    inside.close();
    this.#ship();
    this.#post({ type: 'finished' });
  }

  async #next(): Promise<string | undefined> {
    for (;;) {
      if (this.#memory.cancelled) return undefined;
      const path = this.#paths[this.#file];
      if (path !== undefined) return path;
      if (!this.#more) return undefined;
      this.#ship();
      await this.#message();
    }
  }

  /** Waits until something was received. */
  #message(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #read(index: number, path: string, inside: Inside): Promise<void> {
    let file: StableFile | undefined;
    try {
      file = StableFile.open(path, inside);
      if (file.young > 0) await file.settle();
      const last = file.size > 0 ? await this.#pour(file, index) : this.#begin(index, true);
      if (last.first && last.cuts.length === 1 && file.size <= MOST_HASHED) last.hash = this.#hash(last);
      last.end = { stamp: file.finish() };
    } catch (error) {
      this.#giveUp(index, error);
    } finally {
      file?.close();
    }
    if (this.#parts.length >= this.#mostParts) this.#ship();
  }

  /** Of all that was cut since the part began. */
  #hash({ start }: Part): Hash | undefined {
    return this.#filling && sha256(this.#filling.bytes.subarray(start, this.#filling.cut));
  }

  /** The file ends here. What of it was shipped is chunks without a version. */
  #giveUp(index: number, error: unknown): void {
    if (this.#filling) this.#filling.cut = this.#filling.filled;
    const last = this.#parts.at(-1);
    const part = last?.file === index ? last : this.#begin(index, false);
    part.end = { error: toWire(error) };
  }

  /** A part of the file, from where the slab is cut up to. */
  #begin(file: number, first: boolean): OpenPart {
    const part = { file, start: this.#filling?.cut ?? 0, cuts: [], first };
    this.#parts.push(part);
    return part;
  }

  /** @returns the file's last part. */
  async #pour(file: StableFile, index: number): Promise<OpenPart> {
    let into = await this.#room(file.size);
    let part = this.#begin(index, true);
    const cutter = new Cutter();
    for (;;) {
      if (this.#memory.cancelled) throw new CairnError('cancelled', 'Cancelled');
      const { bytes } = into;
      const end = Math.min(bytes.length, into.filled + READ);
      into.filled += file.read(bytes.subarray(into.filled, end));
      while (file.left === 0 ? into.cut < into.filled : into.filled - into.cut >= MAX_CHUNK) {
        const length = cutter.next(bytes, into.cut, into.filled);
        part.cuts.push(length);
        into.cut += length;
      }
      if (file.left === 0) return part;
      if (into.filled < bytes.length) continue;
      into = await this.#carry(into);
      part = this.#begin(index, part.first && part.cuts.length === 0);
    }
  }

  /** A slab for a file of this size: the one being filled, if the file fits or has half of it. */
  async #room(size: number): Promise<Filling> {
    const current = this.#filling;
    if (current) {
      const left = current.bytes.length - current.filled;
      if (size <= left || left * 2 >= current.bytes.length) return current;
    }
    this.#ship();
    return this.#take();
  }

  /** Goes on in another slab with what could not be cut yet. */
  async #carry({ bytes, cut, filled }: Filling): Promise<Filling> {
    this.#ship();
    // Nobody writes behind what was cut, so the rest is still there when the next slab has come, even if it is the same.
    const next = await this.#take();
    next.filled = bytes.copy(next.bytes, 0, cut, filled);
    return next;
  }

  async #take(): Promise<Filling> {
    while (this.#free.length === 0) {
      if (this.#memory.cancelled) throw new CairnError('cancelled', 'Cancelled');
      await this.#message();
    }
    const slab = this.#free.pop() as number;
    this.#filling = { slab, bytes: this.#memory.slab(slab), cut: 0, filled: 0 };
    return this.#filling;
  }

  #ship(): void {
    const parts = this.#parts.filter((part) => part.cuts.length > 0 || part.end);
    const slab = this.#filling?.slab;
    this.#parts = [];
    this.#filling = undefined;
    if (parts.length === 0 && slab === undefined) return;
    this.#mostParts = Math.min(MOST_PARTS, this.#mostParts * 2);
    this.#post({ type: 'filled', slab, parts });
  }
}
