/**
 * The program as V8 compiled it in an earlier run of the same command. Node's own cache of compiled code holds what is
 * compiled while a file is loaded; most of a command's functions are compiled when they are first called, and compiling
 * those took a quarter of a short command's time.
 */
import { readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { constants, Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** Checksums of the source and of the code. */
const HEADER = 8;

/** Commands that are run all the time have code of their own; all others share what the first of them left. */
const OFTEN = ['status', 'track', 'checkpoint', 'sync', 'rebuild'];

const kindOf = (args: readonly string[]): string => OFTEN.find((word) => args.includes(word)) ?? 'other';

/** Nobody else may have put the code there: it is run unseen. */
function isOurs(path: string): boolean {
  if (process.getuid === undefined) return true;
  const { uid, mode } = statSync(path);
  return uid === process.getuid() && (mode & 0o022) === 0;
}

/** Undefined where there is none, or of another source, or damaged. V8 itself refuses that of another V8. */
function readCode(file: string, source: number): Buffer | undefined {
  try {
    if (!isOurs(dirname(file)) || !isOurs(file)) return undefined;
    const bytes = readFileSync(file);
    const code = bytes.subarray(HEADER);
    if (code.length === 0 || bytes.readUInt32LE(0) !== source || bytes.readUInt32LE(4) !== crc32(code))
      return undefined;
    return code;
  } catch {
    return undefined;
  }
}

/** Whole or not at all. Failing costs the next run some time, nothing else. */
function writeCode(file: string, source: number, code: Buffer): void {
  const temporary = `${file}.${process.pid}`;
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(source, 0);
  header.writeUInt32LE(crc32(code), 4);
  try {
    if (!isOurs(dirname(file))) return;
    writeFileSync(temporary, Buffer.concat([header, code]), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
  } catch {
    try {
      unlinkSync(temporary);
    } catch {
      // It was not made.
    }
  }
}

/**
 * Runs a CommonJS program as `require` would.
 * @param program absolute path. @param cache folder for compiled code, which belongs to this version of V8.
 * @param args the command line: what will be called.
 */
export function runCached(program: string, cache: string, args: readonly string[]): void {
  const bytes = readFileSync(program);
  const source = crc32(bytes);
  const place = crc32(program).toString(16).padStart(8, '0');
  const file = join(cache, `cairn-${place}-${kindOf(args)}`);
  const cachedData = readCode(file, source);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${bytes.toString('utf8')}\n})`,
    {
      filename: program,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData && { cachedData }),
    },
  );
  if (!cachedData || script.cachedDataRejected)
    process.once('exit', () => writeCode(file, source, script.createCachedData()));
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(program), module, program, dirname(program));
}
