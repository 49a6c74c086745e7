/** The project's own source files and what each imports, read from the text: type-only imports count too. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const ROOMS = ['proto', 'native', 'engine', 'extension', 'cli', 'webview-ui', 'server'] as const;

export interface Import {
  /** Path from the root for the project's own files; the specifier for anything else. */
  readonly target: string;
  readonly own: boolean;
  readonly typeOnly: boolean;
}

export interface Source {
  /** Path from the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const slashes = (path: string): string => path.split(sep).join('/');

/** Strings and templates are kept, comments are blanked: an import in a comment is none. */
const withoutComments = (text: string): string =>
  text.replace(/(['"`])(?:\\[\s\S]|(?!\1)[^\\])*\1|\/\*[\s\S]*?\*\/|\/\/[^\n]*/gu, (match, quote) =>
    quote ? match : ' ',
  );

const FROM = /^[ \t]*(?:import|export)\s+(type\s)?([^'"`;()]*?)\bfrom\s*['"]([^'"]+)['"]/gmu;
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gmu;
const CALL = /\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gu;

/** `{ type A, type B }` imports types alone, like `import type`. */
function isTypeOnly(keyword: string | undefined, clause: string): boolean {
  if (keyword) return true;
  const names = /^\s*\{([\s\S]*)\}\s*$/u.exec(clause)?.[1]?.split(',') ?? [];
  const given = names.map((name) => name.trim()).filter(Boolean);
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}

export function importsOf(path: string, text: string): Import[] {
  const code = withoutComments(text);
  const make = (specifier: string, typeOnly: boolean): Import => {
    const own = specifier.startsWith('.');
    const target = own ? slashes(normalize(join(dirname(path), specifier))) : specifier;
    return { target, own, typeOnly };
  };
  return [
    ...[...code.matchAll(FROM)].map(([, type, clause, from]) => make(from!, isTypeOnly(type, clause!))),
    ...[...code.matchAll(BARE)].map(([, from]) => make(from!, false)),
    ...[...code.matchAll(CALL)].map(([, from]) => make(from!, false)),
  ];
}

/** Every source file of the rooms; generated ones are left out. */
export function readSources(): Source[] {
  const sources: Source[] = [];
  for (const room of ROOMS) {
    for (const entry of readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })) {
      const path = slashes(join(entry.parentPath, entry.name)).slice(slashes(ROOT).length);
      if (!entry.isFile() || !/\.(?:ts|mts|js|mjs)$/u.test(path) || path.includes('/generated/')) continue;
      const text = readFileSync(join(ROOT, path), 'utf8');
      sources.push({ path, text, imports: importsOf(path, text) });
    }
  }
  return sources;
}
