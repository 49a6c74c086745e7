import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { breach, cycles } from './rules.ts';
import { importsOf, ROOMS, ROOT, readSources } from './sources.ts';

/** Lines. */
const LONGEST_FILE = 300;
/** Read from top to bottom as one contract; splitting it would only scatter it. */
const ONE_CONTRACT = new Set(['engine/api.ts']);

const sources = readSources();
const none = (problems: readonly string[]): void =>
  assert.ok(problems.length === 0, `\n${problems.join('\n')}`);

describe('the house', () => {
  it('is read whole', () => {
    for (const room of ROOMS)
      assert.ok(
        sources.some(({ path }) => path.startsWith(`${room}/`)),
        room,
      );
    const imported = sources.flatMap(({ imports }) => imports).filter(({ own }) => own);
    assert.ok(imported.length > 100, String(imported.length));
    const wrong = imported.filter(
      ({ target }) => !existsSync(join(ROOT, target)) && !target.includes('/generated/'),
    );
    none(wrong.map(({ target }) => `${target} does not exist`));
  });

  it('keeps its arrows', () => {
    none(sources.flatMap(({ path, imports }) => imports.flatMap((one) => breach(path, one) ?? [])));
  });

  it('has no circles of files', () => {
    none(cycles(sources));
  });

  it('has no default exports', () => {
    const bad = sources.filter(
      ({ path, text }) =>
        !path.endsWith('.d.ts') && /^export\s+(?:default\b|\{[^}]*\bas default\b)/mu.test(text),
    );
    none(bad.map(({ path }) => `${path} has a default export`));
  });

  it(`has no file over ${LONGEST_FILE} lines`, () => {
    const long = sources
      .filter(({ path }) => !ONE_CONTRACT.has(path))
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > LONGEST_FILE);
    none(long.map(({ path, lines }) => `${path} has ${lines} lines`));
  });
});

describe('the check of the house', () => {
  const one = (path: string, text: string): string | undefined =>
    importsOf(path, text)
      .map((found) => breach(path, found))
      .find(Boolean);

  const forbidden: [string, string][] = [
    ['engine/sync/sync.ts', "import * as vscode from 'vscode';"],
    ['engine/sync/sync.ts', "import { x } from '../../extension/app.ts';"],
    ['engine/sync/sync.ts', "import type { X } from '../../cli/main.ts';"],
    ['engine/sync/sync.ts', "import { loadSqlite } from '../../native/sqlite.ts';"],
    ['engine/domain/rows.ts', "import { x } from '../content/hash.ts';"],
    ['engine/content/codec.ts', "import { x } from '../workspace/scan.ts';"],
    ['engine/workspace/scan.ts', "import { x } from '../project/project.ts';"],
    ['server/app.ts', "import { x } from '../engine/engine.ts';"],
    ['server/app.ts', "const x = await import('../engine/workspace/scan.ts');"],
    ['server/routes/chunks.ts', "export { x } from '../../native/sqlite.ts';"],
    ['cli/main.ts', "import '../server/main.ts';"],
    ['cli/main.ts', "import {\n  a,\n  b,\n} from '../extension/app.ts';"],
    ['webview-ui/page.ts', "import { x } from '../engine/api.ts';"],
    ['webview-ui/page.ts', "import { readFileSync } from 'node:fs';"],
    ['extension/app.ts', "import { x } from '../webview-ui/page.ts';"],
    ['proto/limits.ts', "import { x } from '../engine/errors.ts';"],
    ['native/sqlite.ts', "import { x } from '../engine/errors.ts';"],
    ['engine/project/db.ts', "import sqlite from 'better-sqlite3/linux-x64';"],
  ];
  for (const [path, text] of forbidden) {
    it(`sees ${JSON.stringify(text)} in ${path}`, () =>
      assert.ok(one(path, text)?.startsWith(`${path} imports `)));
  }

  const allowed: [string, string][] = [
    ['extension/app.ts', "import * as vscode from 'vscode';"],
    ['extension/app.ts', "import type { M } from '../webview-ui/protocol.ts';"],
    ['webview-ui/page.ts', "import { type A, type B } from '../engine/api.ts';"],
    ['webview-ui/page.ts', "import type { A } from '../engine/api.ts';"],
    ['server/metadata/sqlite.ts', "import { loadSqlite } from '../../native/sqlite.ts';"],
    ['server/metadata/sqlite.ts', "import { x } from '../errors.ts';"],
    ['engine/project/db.ts', "import { loadSqlite } from '../../native/sqlite.ts';"],
    ['engine/sync/sync.ts', "// import { x } from '../../cli/main.ts'\n/* import 'vscode' */"],
    ['engine/sync/sync.ts', "import { cairn } from '../../proto/generated/cairn.js';"],
  ];
  for (const [path, text] of allowed)
    it(`allows ${JSON.stringify(text)} in ${path}`, () => assert.equal(one(path, text), undefined));

  it('sees circles, but not of types', () => {
    const file = (path: string, text: string) => ({ path, text, imports: importsOf(path, text) });
    const a = file('cli/a.ts', "import { b } from './b.ts';");
    const b = file('cli/b.ts', "import { c } from './c.ts';");
    assert.deepEqual(cycles([a, b, file('cli/c.ts', "import { a } from './a.ts';")]), [
      'cli/a.ts → cli/b.ts → cli/c.ts → cli/a.ts',
    ]);
    assert.deepEqual(cycles([a, b, file('cli/c.ts', "import type { a } from './a.ts';")]), []);
  });
});
