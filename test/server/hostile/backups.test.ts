/** Folders that somebody else has made or prepared: backups to restore, places to back up to. */
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { loadSqlite, type Sqlite } from '../../../native/sqlite.ts';
import { readConfig } from '../../../server/config.ts';
import { backUp, restore } from '../../../server/operations/backup.ts';
import { contentOf } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { databaseFor, startTeam, TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('a folder of somebody else', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let backup: string;
  let project: string;
  beforeEach(async () => {
    const team = await startTeam(join(folder(), 'own'), {});
    ({ studio } = team);
    await team.ada.asset('rock', contentOf(seededBytes(1, 1_000)));
    project = team.ada.project;
    backup = join(folder(), 'backup');
    await backUp(studio.studio, backup);
  });
  afterEach(() => studio.close());

  const change = async (work: (database: Sqlite) => void) => {
    const Database = await loadSqlite();
    const database = new Database(join(backup, 'studio.sqlite'));
    try {
      database.pragma('foreign_keys = off');
      work(database);
    } finally {
      database.close();
    }
  };
  /** Restored to a new folder; nothing else may be there afterwards than was before. */
  const restored = async () => {
    const data = join(folder(), 'restored');
    const before = readdirSync(folder()).sort();
    const config = readConfig({ env: {}, options: { ...(await databaseFor(data)), data } });
    try {
      await restore(backup, config);
    } catch (error) {
      assert.deepEqual(readdirSync(folder()).sort(), before, 'nothing is left');
      throw error;
    }
    return data;
  };
  const refused = (code: string, what: string) =>
    assert.rejects(restored(), (error: Error & { code?: string }) => {
      assert.equal(error.code, code, `${what}: ${error.stack}`);
      assert.ok(!error.message.includes('root:'), error.message);
      return true;
    });

  const PROGRAMS: Record<string, string> = {
    trigger: 'CREATE TRIGGER t AFTER INSERT ON session BEGIN UPDATE account SET admin = 1; END',
    view: 'ALTER TABLE attempt RENAME TO other; CREATE VIEW attempt AS SELECT * FROM other',
    'virtual table': 'CREATE VIRTUAL TABLE v USING fts5(text)',
    'virtual table that is spelled otherwise': `CREATE VIRTUAL TABLE v USING fts5(text);
      PRAGMA writable_schema = 1;
      UPDATE sqlite_master SET sql = 'CREATE  VIRTUAL TABLE v USING fts5(text)' WHERE name = 'v'`,
  };
  for (const [what, sql] of Object.entries(PROGRAMS)) {
    it(`is not restored where its database holds a ${what}`, async () => {
      await change((database) => database.unsafeMode().exec(sql));
      await refused('integrity', what);
    });
  }

  it('is not restored out of the new folder, whatever projects are called', async () => {
    for (const id of ['../../../outside', '/tmp/cairn-outside', '..', `${project}/../../x`, '']) {
      await change((database) => {
        const old = database.prepare('SELECT id FROM project').pluck().get();
        for (const table of ['member', 'role', 'item', 'checkpoint', 'change', 'chunk', 'holder', 'activity'])
          database.prepare(`UPDATE ${table} SET project_id = ? WHERE project_id = ?`).run(id, old);
        for (const table of ['push', 'activity_item', 'activity_field', 'allowance'])
          database.prepare(`UPDATE ${table} SET project_id = ? WHERE project_id = ?`).run(id, old);
        database.prepare('UPDATE project SET id = ?').run(id);
      });
      await refused('integrity', id);
    }
    assert.ok(!existsSync('/tmp/cairn-outside'));
  });

  it('is not restored with marks of earlier restores that are none', async () => {
    for (const value of ['', '{}', '[1]', '[{"id":"x","head":-1}]', '[{"id":1,"head":0}]']) {
      await change((database) =>
        database
          .prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)')
          .run(`restored/${project}`, value),
      );
      await refused('integrity', value);
    }
  });

  it('is not restored with bytes of other files for chunks, by links or otherwise', async () => {
    const packs = join(backup, 'chunks', project, 'packs');
    const [pack = ''] = readdirSync(packs);
    const file = join(packs, pack);
    const bytes = readFileSync(file);
    rmSync(file);
    symlinkSync('/etc/passwd', file);
    await refused('integrity', 'a link');
    rmSync(file);
    writeFileSync(file, Buffer.concat([bytes.subarray(0, -20), Buffer.alloc(20)]));
    await refused('integrity', 'other bytes');
    rmSync(file);
    await refused('integrity', 'nothing');
  });

  it('is not restored where its database is a link, a folder, or none', async () => {
    const file = join(backup, 'studio.sqlite');
    renameSync(file, `${file}.away`);
    symlinkSync(`${file}.away`, file);
    await refused('bad-request', 'a link');
    rmSync(file);
    mkdirSync(file);
    await refused('bad-request', 'a folder');
    rmSync(file, { recursive: true });
    for (const text of ['', 'no database', readFileSync(`${file}.away`).subarray(0, 5_000)]) {
      writeFileSync(file, text);
      await assert.rejects(restored(), ({ code }: { code?: string }) =>
        ['integrity', 'storage'].includes(code ?? ''),
      );
    }
  });

  it('is restored where it is as it was made', async () => {
    const other = await TestStudio.open(await restored());
    assert.equal((await other.signIn('ada')).name, 'ada');
    await other.close();
  });

  it('is no place for a backup: links that wait there are not followed', async () => {
    const precious = join(folder(), 'precious');
    cpSync(backup, precious, { recursive: true });
    const before = readdirSync(precious).sort();
    const target = join(folder(), 'next');
    for (const name of [target, `${target}.partial`]) {
      for (const to of [precious, join(folder(), 'empty'), join(folder(), 'nowhere')]) {
        mkdirSync(join(folder(), 'empty'), { recursive: true });
        symlinkSync(to, name);
        await assert.rejects(backUp(studio.studio, target), { code: 'name-taken' }, `${name} -> ${to}`);
        assert.ok(lstatSync(name).isSymbolicLink());
        assert.deepEqual(readdirSync(precious).sort(), before);
        assert.deepEqual(readdirSync(join(folder(), 'empty')), []);
        assert.ok(!existsSync(join(folder(), 'nowhere')));
        rmSync(name);
      }
    }
    await backUp(studio.studio, target);
  });
});
