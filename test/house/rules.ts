/** Which room may import from which. The longest prefix that fits a file is its rule. */
import type { Import, Source } from './sources.ts';

interface Rule {
  /** Prefixes of the project's own files that may be imported, besides the room itself. */
  readonly own: readonly string[];
  /** Of these, types only. */
  readonly types?: readonly string[];
  /** The room itself, where it is wider than the prefix. */
  readonly self?: string;
}

const CONTENT = ['proto/', 'engine/domain/', 'engine/errors.ts'];

const RULES: Readonly<Record<string, Rule>> = {
  'proto/': { own: [] },
  'native/': { own: [] },
  'engine/domain/': { own: ['proto/', 'engine/errors.ts'], types: ['engine/api.ts'] },
  'engine/content/': { own: CONTENT },
  'engine/workspace/': { own: [...CONTENT, 'engine/content/'] },
  'engine/project/': {
    own: [...CONTENT, 'engine/content/', 'engine/ids.ts', 'native/'],
    types: ['engine/api.ts', 'engine/ports.ts'],
  },
  'engine/remote/': { own: [...CONTENT, 'engine/content/'], types: ['engine/api.ts', 'engine/ports.ts'] },
  'engine/preview/': { own: [...CONTENT, 'engine/content/'] },
  'engine/snapshot/': {
    own: [...CONTENT, 'engine/content/', 'engine/workspace/', 'engine/project/', 'engine/preview/'],
    types: ['engine/api.ts', 'engine/mutex.ts'],
  },
  'engine/sync/': {
    own: [
      ...CONTENT,
      'engine/content/',
      'engine/ids.ts',
      'engine/project/',
      'engine/remote/',
      'engine/snapshot/',
    ],
    types: ['engine/api.ts'],
  },
  'engine/': { own: ['proto/'] },
  'extension/': {
    own: ['engine/', 'webview-ui/protocol.ts', 'webview-ui/paste/protocol.ts'],
    types: ['webview-ui/'],
  },
  'cli/': { own: ['engine/', 'package.json'] },
  'webview-ui/': { own: ['engine/domain/item-path.ts', 'engine/domain/sizes.ts'], types: ['engine/api.ts'] },
  'server/chunks/packs/': { own: [...CONTENT, 'engine/content/', 'native/'], self: 'server/' },
  'server/metadata/': { own: [...CONTENT, 'engine/content/', 'native/'], self: 'server/' },
  'server/': { own: [...CONTENT, 'engine/content/', 'package.json'] },
};

/** The only places that may import these packages. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  vscode: ['extension/'],
  'better-sqlite3': ['native/'],
  fastify: ['server/'],
  undici: ['engine/remote/', 'server/chunks/s3/'],
  'fast-xml-parser': ['server/chunks/s3/'],
  pg: ['server/metadata/'],
  lit: ['webview-ui/'],
  commander: ['cli/', 'server/'],
};

const starts = (path: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => path.startsWith(prefix));

function ruleFor(path: string): [string, Rule] {
  const [prefix] = Object.keys(RULES)
    .filter((candidate) => path.startsWith(candidate))
    .sort((a, b) => b.length - a.length);
  if (!prefix) throw new Error(`${path} is in no room`);
  return [prefix, RULES[prefix]!];
}

/** Why `path` may not import this, or undefined. */
export function breach(path: string, { target, own, typeOnly }: Import): string | undefined {
  const [prefix, rule] = ruleFor(path);
  if (own) {
    if (starts(target, [rule.self ?? prefix, ...rule.own])) return undefined;
    if (typeOnly && starts(target, rule.types ?? [])) return undefined;
    const types = rule.types ? `, and of types ${rule.types.join(', ')}` : '';
    return `${path} imports ${target}: ${prefix} may import only ${[prefix, ...rule.own].join(', ')}${types}`;
  }
  for (const [name, places] of Object.entries(PACKAGES)) {
    if (target !== name && !target.startsWith(`${name}/`)) continue;
    // The binding's types are how statements are written; its code is loaded in one place.
    if (name === 'better-sqlite3' && typeOnly) continue;
    if (!starts(path, places)) return `${path} imports ${target}: only ${places.join(', ')} may`;
  }
  if (prefix === 'webview-ui/' && target.startsWith('node:'))
    return `${path} imports ${target}: a page has no Node`;
  return undefined;
}

/** Chains of files that import each other's code, each once, as "a → b → a". Types are erased and make no cycle. */
export function cycles(sources: readonly Source[]): string[] {
  const next = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter((i) => i.own && !i.typeOnly).map((i) => i.target),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    trail.push(path);
    for (const target of next.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of next.keys()) visit(path);
  return found;
}
