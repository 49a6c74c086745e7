/** The streams and surroundings of the program, as one thing that tests can replace. */
import type { Readable, Writable } from 'node:stream';
import { fsError } from '../engine/workspace/fs-errors.ts';

export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How standard output is called where it cannot be written. */
export const OUTPUT = 'standard output';

/**
 * Resolves once the text was handed over. A reader that went away (`| head`) is not an error.
 * @throws {CairnError} disk-full … where the stream is a file on a disk that takes no more
 */
export function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(fsError(error, OUTPUT, 'write'));
      else resolve();
    });
  });
}

/** The same where there is nobody to tell that it failed. */
export const tell = (stream: Writable, text: string): Promise<void> =>
  write(stream, text).catch(() => undefined);
