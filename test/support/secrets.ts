/** Looks for a secret where none should lie. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** As text in two encodings, as Base64 (but for its end, which depends on what follows), and as the bytes that it is the Base64 of. */
const formsOf = (secret: string): Buffer[] => [
  Buffer.from(secret, 'utf8'),
  Buffer.from(secret, 'utf16le'),
  Buffer.from(Buffer.from(secret).toString('base64').slice(0, -4)),
  Buffer.from(secret, 'base64url'),
];

export const holdsSecret = (bytes: Buffer, secret: string): boolean =>
  formsOf(secret).some((form) => bytes.includes(form));

export interface Search {
  /** How many files were read. */
  readonly files: number;
  /** Those that hold it. */
  readonly found: readonly string[];
}

/** Reads every file below these folders. A file that goes meanwhile holds nothing. */
export async function filesWith(secret: string, folders: readonly string[]): Promise<Search> {
  const found: string[] = [];
  let files = 0;
  for (const folder of folders) {
    for (const one of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!one.isFile()) continue;
      const file = join(one.parentPath, one.name);
      files++;
      if (holdsSecret(await readFile(file).catch(() => Buffer.alloc(0)), secret)) found.push(file);
    }
  }
  return { files, found };
}
