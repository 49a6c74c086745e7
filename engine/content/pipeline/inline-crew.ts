/** A crew without threads, for what is done before threads have started: the same code on the caller's thread. */
import { type Crew, EncoderLink, ReaderLink } from './crew.ts';
import { Encoder } from './encoder.ts';
import { Memory, type MemoryLayout, shareMemory } from './memory.ts';
import { Reader } from './reader.ts';

/** Every task gets a turn of the event loop of its own, so that others get theirs. */
export function inlineCrew(layout: MemoryLayout): Crew {
  const memory = new Memory(shareMemory(layout));
  const readerLink: ReaderLink = new ReaderLink((message) => setImmediate(() => reader.receive(message)));
  const reader = new Reader(memory, (message) => readerLink.receive(message));
  const encoderLink: EncoderLink = new EncoderLink((message) => setImmediate(() => encoder.receive(message)));
  const encoder = new Encoder(memory, (message) => encoderLink.receive(message));
  return { memory, reader: readerLink, encoders: [encoderLink] };
}
