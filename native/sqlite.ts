/**
 * The SQLite binding, chosen for this platform and loaded on demand.
 *
 * better-sqlite3's plain entry finds its binary at run time relative to node_modules, which a bundle does not
 * have; its per-platform entries require their binary by a constant path, which a bundler can follow.
 */
import { readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';

export type Sqlite = Database.Database;
export type SqliteConstructor = typeof Database;

/** Node-API version that better-sqlite3's prebuilt binaries are compiled for; an older runtime crashes on load. */
const REQUIRED_NAPI = 10;

export class SqliteUnavailableError extends Error {
  readonly code = 'engine-unavailable';
  /** The platform without a binding; undefined where it is the runtime that is too old. */
  readonly target: string | undefined;
  readonly runtime = process.versions.node;

  constructor(target?: string) {
    super(
      target === undefined
        ? `Cairn needs Node.js 22.14 or newer (or VS Code 1.101 or newer); this is Node.js ${process.versions.node}.`
        : `Cairn has no SQLite binary for ${target}.`,
    );
    this.target = target;
  }
}

/** The loader that this process runs on names its C library; a diagnostic report, which tells it too, takes 14 ms. */
function isMusl(): boolean {
  try {
    return readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-');
  } catch {
    const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
    return report?.header?.glibcVersionRuntime === undefined;
  }
}

/** @throws {SqliteUnavailableError} where this platform or runtime has no binding; the message says which. */
export async function loadSqlite(): Promise<SqliteConstructor> {
  if (Number(process.versions.napi) < REQUIRED_NAPI) {
    throw new SqliteUnavailableError();
  }
  const libc = process.platform === 'linux' && isMusl() ? 'linuxmusl' : process.platform;
  const module = await load(`${libc}-${process.arch}`);
  return module.default;
}

function load(target: string): Promise<{ default: SqliteConstructor }> {
  switch (target) {
    case 'linux-x64':
      return import('better-sqlite3/linux-x64');
    case 'linux-arm64':
      return import('better-sqlite3/linux-arm64');
    case 'linuxmusl-x64':
      return import('better-sqlite3/linuxmusl-x64');
    case 'linuxmusl-arm64':
      return import('better-sqlite3/linuxmusl-arm64');
    case 'darwin-x64':
      return import('better-sqlite3/darwin-x64');
    case 'darwin-arm64':
      return import('better-sqlite3/darwin-arm64');
    case 'win32-x64':
      return import('better-sqlite3/win32-x64');
    case 'win32-arm64':
      return import('better-sqlite3/win32-arm64');
    default:
      throw new SqliteUnavailableError(target);
  }
}
