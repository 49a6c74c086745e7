// Bundles every program into dist/. CommonJS for what Node and VS Code load, ESM for the webview.
import { chmodSync, copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

await import('./scripts/proto.mjs');

const development = process.argv.includes('--dev');

/** Programs that run in Node or the extension host; workers are entry points of their own. */
const NODE_ENTRIES = {
  extension: 'extension/main.ts',
  worker: 'extension/worker/main.ts',
  cairn: 'cli/launcher.ts',
  cli: 'cli/main.ts',
  studio: 'server/main.ts',
  content: 'engine/content/pipeline/thread.ts',
  scan: 'engine/workspace/scan-thread.ts',
  look: 'engine/workspace/look-child.ts',
  check: 'engine/content/checking/worker.ts',
};

/**
 * One look at VS Code's interface for the whole bundle. Left external, each module that imports it would copy all of its
 * properties, which is a good part of the time that loading takes.
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup({ onResolve, onLoad }) {
    const sources = globSync('extension/**/*.ts').map((file) => readFileSync(file, 'utf8'));
    const names = sources.flatMap((text) => [...text.matchAll(/\bvscode\.(\w+)/gu)].map(([, name]) => name));
    onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'vscode-once'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'vscode-once' },
    );
    onLoad({ filter: /./, namespace: 'vscode-once' }, () => ({
      contents: `export const { ${[...new Set(names)].toSorted().join(', ')} } = require('vscode');`,
    }));
  },
};

/**
 * Node's own modules that a short run of a program may not need, loaded by the first who uses something of theirs. A
 * bundle would load all that any of its modules names when it starts, which took a fifth of a short command's time.
 * Ours see of such a module only what one of them names: each that imports it has its own list of all it sees made when the
 * program starts, which took a good part of the time in which the extension loads.
 */
const LAZY = [
  'child_process',
  'crypto',
  'fs/promises',
  'http',
  'readline/promises',
  'worker_threads',
  'zlib',
].map((name) => `node:${name}`);
const OURS = globSync('{cli,engine,extension,native,proto,server}/**/*.ts').map((file) =>
  readFileSync(file, 'utf8'),
);
const namedByUs = (path) => {
  const words = OURS.filter((text) => text.includes(`'${path}'`)).flatMap((text) => text.match(/\w+/gu));
  return new Set(words);
};
const lazyBuiltins = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace, importer }) => {
      if (namespace.startsWith('lazy-builtin')) return { path, external: true };
      if (!LAZY.includes(path)) return undefined;
      return { path, namespace: importer.includes('node_modules') ? 'lazy-builtin' : 'lazy-builtin-of-ours' };
    });
    const load = async ({ path, namespace }) => {
      const all = Object.keys(await import(path)).filter((name) => name !== 'default');
      const wanted = namedByUs(path);
      const names = namespace === 'lazy-builtin' ? all : all.filter((name) => wanted.has(name));
      const getters = names.map(
        (name) => `get ${name}() { return (loaded ??= require('${path}')).${name}; }`,
      );
      return { contents: `let loaded; module.exports = { ${getters.join(', ')} };` };
    };
    for (const namespace of ['lazy-builtin', 'lazy-builtin-of-ours'])
      onLoad({ filter: /./, namespace }, load);
  },
};

/**
 * Text of our own in ASCII: esbuild leaves other characters as they are in templates and regular expressions, and a single one makes V8 hold a whole
 * bundle in two bytes a character, which it has to copy and to go through each time that a program starts.
 */
const ascii = {
  name: 'ascii',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const escaped = text.replace(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      return escaped === text ? undefined : { contents: escaped, loader: 'ts' };
    });
  },
};

/** Pages beside that of conflicts, each loaded when it is opened. */
const PAGES = {
  compare: 'webview-ui/compare/main.ts',
  needs: 'webview-ui/needs/main.ts',
  paste: 'webview-ui/paste/main.ts',
};

/** Libraries that are larger than all that surrounds them and seldom needed: files of their own beside the programs. */
const APART = ['fast-xml-parser', 'openid-client', 'pg', 'undici', 'zod'];
const librariesApart = {
  name: 'libraries-apart',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(?:${APART.join('|')})$`) }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: `./${path}.cjs`, external: true },
    );
  },
};

/**
 * Left out of programs: of package.json all but the version, which is what they show of it, and protobufjs's 64-bit integers, as ours
 * are numbers (scripts/proto.mjs). Each program and thread would load them first of all.
 */
const leftOut = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /package\.json$/ }, ({ path }) => {
      if (path !== resolve('package.json')) return undefined;
      const { version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    onResolve({ filter: /^long$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: '' }));
  },
};

const shared = {
  bundle: true,
  sourcemap: 'linked',
  minifyWhitespace: !development,
  minifySyntax: !development,
  logLevel: 'warning',
  metafile: true,
  outdir: 'dist',
};

rmSync('dist', { recursive: true, force: true });
const [node, webview] = await Promise.all([
  build({
    ...shared,
    entryPoints: { ...NODE_ENTRIES, ...Object.fromEntries(APART.map((name) => [name, name])) },
    // Names stay those of the sources, for readers of stack traces: made short, and set again by a call each, they took longer to load.
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [vscodeOnce, lazyBuiltins, librariesApart, leftOut, ascii],
    // What is loaded later is required as well: a script that was made from cached code may not import.
    supported: { 'dynamic-import': false },
    // CommonJS knows its place under other names.
    define: { 'import.meta.filename': '__filename' },
    // An addition to pg that is not ours.
    external: ['pg-native'],
    loader: { '.node': 'copy' },
    assetNames: 'native/[name]',
  }),
  build({
    ...shared,
    entryPoints: { webview: 'webview-ui/main.ts', ...PAGES },
    minifyIdentifiers: !development,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
  }),
]);
chmodSync('dist/cairn.cjs', 0o755);
// Read at run time from beside the program, by runtimes whose zstd has no dictionaries.
copyFileSync('node_modules/@bokuweb/zstd-wasm/dist/common/zstd.wasm', 'dist/zstd.wasm');
// The house test reads which file imports which from here.
const inputs = { ...node.metafile.inputs, ...webview.metafile.inputs };
writeFileSync('dist/meta.json', JSON.stringify({ inputs }));
