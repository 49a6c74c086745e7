/**
 * A project file, and a pack of it, with damage: opening, telling states, reading history and checking it either work or
 * say what is wrong, and nothing that was there is lost by looking.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { checkRename } from '../../../engine/actions/resolve.ts';
import type { ProjectApi } from '../../../engine/api.ts';
import { initProject, openProject } from '../../../engine/engine.ts';
import { CairnError } from '../../../engine/errors.ts';
import { Project } from '../../../engine/project/project.ts';
import type { SyncContext } from '../../../engine/sync/context.ts';
import { resendOutgoing } from '../../../engine/sync/push.ts';
import { reconcile } from '../../../engine/sync/reconcile.ts';
import { loadSqlite } from '../../../native/sqlite.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { newItem } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { testPorts } from '../../support/ports.ts';
import { projectFileOf } from '../../support/projectFile.ts';
import { hasCode, type Target } from '../target.ts';

const place = { template: '', work: '' };
const FILES = ['rock.png', 'props/leaf.png', 'props/big.bin'];

async function makeTemplate(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'cairn-fuzz-project-'));
  place.template = join(root, 'template');
  place.work = join(root, 'work');
  mkdirSync(join(place.template, 'props'), { recursive: true });
  const project = await initProject(place.template, 'film', testPorts());
  for (const [index, path] of FILES.entries()) {
    writeFileSync(join(place.template, path), seededBytes(path, 1_000 * 10 ** index));
  }
  await project.track([''], { comment: 'first' });
  writeFileSync(join(place.template, 'rock.png'), 'second');
  await project.checkpoint(['rock.png'], { comment: 'second', status: 'Review' });
  await project.tag('rock.png', ['hero', 'grey'], []);
  await project.depend('rock.png', ['props'], []);
  await project.edit('props', { description: 'things', shared: true });
  await project.mkdir('gone');
  await project.trash(['gone']);
  await project.close();
  await leaveWaiting();
}

/** What a sync leaves that pauses: rows of a pull, a conflict with its decision, a push without its answer. */
async function leaveWaiting(): Promise<void> {
  const project = await Project.open(place.template);
  const { staging, items, db } = project;
  const rock = project.paths.require('rock.png');
  const [latest] = project.checkpoints.of(rock.id);
  db.transaction(() => {
    staging.stage([
      { kind: 'item', revision: 2, row: { ...rock, id: uuid() } },
      ...(latest ? [{ kind: 'checkpoint', revision: 3, row: { ...latest, id: uuid() } } as const] : []),
      { kind: 'tagging', revision: 4, row: { itemId: rock.id, tag: 'theirs', present: true } },
    ]);
    const { conflicts } = reconcile(project, 4, 1);
    for (const { id } of conflicts) staging.decide(id, { choice: 'rename', name: 'mine.png' });
    staging.supersede(rock.id, 'status', 'mine', 'theirs', 1);
    staging.reject('item', rock.id, 'forbidden', 'no');
    const changes = items.live().map((item) => newItem(item));
    const request = { pushId: uuid(), baseRevision: 0, changes };
    staging.setOutgoing(request.pushId, cairn.v1.PushRequest.encode(request).finish());
  });
  project.close();
}

/** What the next sync would do with that, as far as it comes without a studio. */
async function goOn(): Promise<void> {
  const project = await Project.open(place.work);
  try {
    for (const { id, suggestion } of project.staging.conflicts()) checkRename(project, id, suggestion);
    reconcile(project, 4, 1);
    const push = async () => {
      throw new CairnError('studio-unreachable', 'There is none here');
    };
    await resendOutgoing({ project, studio: { push } } as unknown as SyncContext);
  } finally {
    project.close();
  }
}

const fileIn = (folder: string, kind: number): string => {
  const file = projectFileOf(folder);
  if (kind === 0) return file;
  const packs = file.replace(/\.clst$/u, '.packs');
  const [first] = readdirSync(packs);
  return join(packs, first ?? '');
};

async function look(project: ProjectApi): Promise<void> {
  const { assets } = await project.status();
  await project.children('');
  await project.find({ text: 'rock' }, 10);
  for (const entry of assets) if (entry.kind === 'asset') await project.log(entry.path);
  await project.trashList();
  await project.members();
  await project.attention();
  await project.conflicts();
  const report = await project.verify(false);
  assert.equal(report.ok, report.problems.length === 0);
}

/** Looks at the damaged copy in `place.work`, which is all there is to it. */
async function open(damaged?: { readonly file: string; readonly bytes: Buffer }): Promise<void> {
  let opened = false;
  try {
    const project = await openProject(place.work, testPorts());
    opened = true;
    await look(project).finally(() => project.close());
    await goOn();
  } finally {
    if (!opened && damaged)
      assert.ok(
        readFileSync(damaged.file).equals(damaged.bytes),
        'a file that does not open is left as it is',
      );
    for (const path of FILES) {
      const [before, after] = [place.template, place.work].map((folder) => readFileSync(join(folder, path)));
      assert.ok(before?.equals(after ?? Buffer.alloc(0)), `${path} is as it was`);
    }
  }
}

function copy(): void {
  rmSync(place.work, { recursive: true, force: true });
  cpSync(place.template, place.work, { recursive: true });
}

const isExpected = hasCode(
  // Where nothing is left of it.
  'no-project',
  'project-corrupt',
  'project-newer',
  'integrity',
  'content-missing',
  'not-found',
  'usage',
  'studio-garbage',
  'studio-unreachable',
);
const MEMORY = 96 * 1024 * 1024;
const close = () => rmSync(join(place.template, '..'), { recursive: true, force: true });

export const projectFile: Target = {
  name: 'project-file',
  runs: 60,
  samples: async () => {
    await makeTemplate();
    return [0, 1].map((kind) => Buffer.concat([Buffer.of(kind), readFileSync(fileIn(place.template, kind))]));
  },
  decode: async (input) => {
    copy();
    const file = fileIn(place.work, (input[0] ?? 0) % 2);
    const bytes = Buffer.from(input.subarray(1));
    writeFileSync(file, bytes);
    await open({ file, bytes });
  },
  isExpected,
  memory: MEMORY,
  close,
};

const TABLES = [
  'item',
  'checkpoint',
  'tagging',
  'dependency',
  'chunk',
  'working',
  'meta',
  'pack',
  'relocation',
  'staged',
  'conflict',
  'decision',
  'outgoing',
  'superseded',
  'rejected',
];
const TEXTS = [
  '',
  '{',
  '[]',
  'null',
  '"x"',
  '{"a":1}',
  '-1',
  '1e999',
  '../../x',
  'a/b',
  '\u0000',
  '9'.repeat(400),
];
const NUMBERS = [0, -1, 1, 255, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER];

/** A file that SQLite finds in order, with values that Cairn never wrote: one cell at a time. */
export const projectRows: Target = {
  name: 'project-rows',
  runs: 70,
  samples: async () => {
    await makeTemplate();
    return Array.from({ length: 64 }, (_, index) =>
      Buffer.from([index, index * 7, index * 3, index * 5, 0x7b, 0x22]),
    );
  },
  decode: async (input) => {
    copy();
    const [table = 0, column = 0, row = 0, value = 0] = input;
    const Sqlite = await loadSqlite();
    const db = new Sqlite(projectFileOf(place.work));
    const name = TABLES[table % TABLES.length]!;
    db.pragma('ignore_check_constraints = ON');
    db.pragma('foreign_keys = OFF');
    const columns = db.prepare(`SELECT name, type FROM pragma_table_info('${name}')`).all() as {
      name: string;
      type: string;
    }[];
    const { name: field, type } = columns[column % columns.length]!;
    const rows = db.prepare(`SELECT ${field} AS value FROM ${name}`).all() as { value: unknown }[];
    if (name === 'relocation') {
      db.prepare('INSERT INTO relocation (from_path, to_path) VALUES (?, ?)').run(
        TEXTS[row % TEXTS.length]!,
        TEXTS[value % TEXTS.length]!,
      );
    } else if (rows.length > 0) {
      const rest = Buffer.from(input.subarray(4));
      const wrong =
        type === 'INTEGER'
          ? NUMBERS[value % NUMBERS.length]!
          : type === 'BLOB'
            ? rest
            : (TEXTS[value % (TEXTS.length + 1)] ?? rest.toString());
      const old = rows[row % rows.length]!.value;
      try {
        db.prepare(`UPDATE ${name} SET ${field} = ? WHERE ${field} IS ?`).run(wrong, old);
      } catch {
        // What a unique index or a generated column does not take is no such file.
      }
    }
    db.close();
    await open();
  },
  isExpected,
  memory: MEMORY,
  close,
};
