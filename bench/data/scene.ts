/**
 * A scene as Blender keeps it: blocks with the address they had in memory, which other blocks point to. Each save comes
 * from another session, so every address in the file is another one. Real scenes are made by `blender.ts`; this one
 * needs nothing installed.
 */
import type { Asset } from './asset.ts';
import { noise, Random } from './random.ts';

/** Bytes. An object is a struct of this length, with POINTERS addresses of other blocks in it. */
const OBJECT = 1480;
const POINTERS = 12;
const HEADER = 24;

interface Block {
  readonly code: string;
  readonly body: Buffer;
  /** Where the block lies in its session's memory, from the heap's start. */
  readonly offset: number;
  /** Addresses in the body: byte offset, and the block that is meant. */
  readonly pointers: readonly (readonly [number, Block])[];
}

export class Scene implements Asset {
  readonly path: string;
  readonly #random: Random;
  readonly #blocks: Block[] = [];
  readonly #seed: string;
  #top = 0;
  #edits = 0;
  #saves = 0;

  /** @param bytes of the file, about */
  constructor(path: string, seed: string, bytes: number) {
    this.path = path;
    this.#seed = seed;
    this.#random = new Random(seed);
    const objects = Math.max(50, Math.round(bytes / 300_000));
    const each = bytes / objects - OBJECT * 4;
    for (let object = 0; object < objects; object++) {
      this.#addObjects(4);
      this.#addData(Math.round(each * this.#random.between(0.2, 1.8)));
    }
  }

  /** Moves an object; every fourth time it adds one with its mesh, which moves all behind it. */
  edit(): void {
    this.#edits++;
    const objects = this.#blocks.filter(({ code }) => code === 'OB');
    this.#random.pick(objects).body.writeFloatLE(this.#random.between(-9, 9), 600);
    if (this.#edits % 4 !== 0) return;
    const before = this.#blocks.length;
    this.#addObjects(1);
    this.#addData(40_000 + this.#random.below(200_000));
    const added = this.#blocks.splice(before);
    this.#blocks.splice(this.#random.below(before), 0, ...added);
  }

  *parts(): Iterable<Uint8Array> {
    // Address space layout: the heap begins on another page in every session.
    const session = new Random(`${this.#seed} session ${this.#saves++}`);
    const base = 0x7f00_0000_0000n + BigInt(session.below(2 ** 27)) * 4096n;
    const addressOf = (block: Block): bigint => base + BigInt(block.offset);
    yield Buffer.from('SCENE-v304RENDH\n', 'latin1');
    for (const block of this.#blocks) {
      const header = Buffer.alloc(HEADER);
      header.write(block.code, 0, 'latin1');
      header.writeUInt32LE(block.body.length, 4);
      header.writeBigUInt64LE(addressOf(block), 8);
      for (const [at, target] of block.pointers) block.body.writeBigUInt64LE(addressOf(target), at);
      yield header;
      yield block.body;
    }
  }

  #push(code: string, body: Buffer, pointers: Block['pointers']): void {
    this.#blocks.push({ code, body, offset: this.#top, pointers });
    this.#top += (body.length + 31) & ~15;
  }

  #addObjects(count: number): void {
    for (let i = 0; i < count; i++) {
      const body = Buffer.alloc(OBJECT);
      body.write(`OBobject.${this.#blocks.length}`, 40, 'latin1');
      for (let at = 560; at < 760; at += 4) body.writeFloatLE(this.#random.between(-100, 100), at);
      const pointers = Array.from({ length: this.#blocks.length === 0 ? 0 : POINTERS }, (_, slot) => {
        return [120 + slot * 32, this.#random.pick(this.#blocks)] as const;
      });
      this.#push('OB', body, pointers);
    }
  }

  /** A mesh: smooth 32-bit coordinates whose low bits are noise. */
  #addData(bytes: number): void {
    const body = Buffer.alloc(Math.max(64, bytes & ~3));
    const grain = noise(`${this.#seed} data ${this.#top}`, body.length / 4);
    const [pace, scale] = [this.#random.between(0.001, 0.01), this.#random.between(1, 50)];
    for (let at = 0; at < body.length; at += 4)
      body.writeFloatLE(scale * Math.sin(at * pace) + grain[at / 4]! * 1e-4, at);
    this.#push('DATA', body, []);
  }
}
