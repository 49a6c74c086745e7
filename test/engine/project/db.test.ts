import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Item } from '../../../engine/domain/rows.ts';
import { CairnError, type ErrorCode } from '../../../engine/errors.ts';
import { Db } from '../../../engine/project/db.ts';
import { lockSync } from '../../../engine/project/lock.ts';
import { migrate } from '../../../engine/project/making.ts';
import { MIGRATIONS } from '../../../engine/project/schema.ts';
import { loadSqlite } from '../../../native/sqlite.ts';
import { root } from '../../support/cache.ts';
import { newFirst } from '../../support/first-project.ts';
import { StagedWorld } from '../../support/staged-world.ts';

const failsWith = (code: ErrorCode) => (error: unknown) => {
  assert.ok(CairnError.is(error, code), `expected ${code}, got ${String(error)}`);
  return true;
};

describe('the project file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-db-'));
    file = join(folder, 'film.clst');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('that was begun and never made is said to be that, and made whole by the next', async () => {
    const Sqlite = await loadSqlite();
    for (const begin of [
      () => writeFileSync(file, ''),
      () => {
        const sqlite = new Sqlite(file);
        sqlite.pragma('page_size = 16384');
        sqlite.pragma('journal_mode = WAL');
        sqlite.close();
      },
    ]) {
      begin();
      await assert.rejects(Db.open(file), failsWith('no-project'));
      const db = await Db.open(file, true, { 'project-id': 'x' });
      assert.equal(db.value("SELECT value FROM meta WHERE key = 'project-id'"), 'x');
      db.close();
      await assert.rejects(Db.open(file, true), failsWith('project-exists'));
      rmSync(file);
    }
  });

  it('is made once, with foreign keys on', async () => {
    const db = await Db.open(file, true);
    assert.throws(() => db.run("INSERT INTO tagging (item_id, tag, present) VALUES ('nobody', 't', 1)"));
    db.close();
    await assert.rejects(Db.open(file, true), failsWith('project-exists'));
    await assert.rejects(Db.open(join(folder, 'other.clst')), failsWith('no-project'));
  });

  it('from an older version is upgraded, after a copy of it was made', async () => {
    const Sqlite = await loadSqlite();
    await newFirst(file, (old) => old.exec("INSERT INTO meta VALUES ('project-name', 'film')"));
    const db = await Db.open(file);
    assert.equal(db.value('SELECT value FROM meta'), 'film');
    assert.equal(db.value('SELECT count(*) FROM superseded'), 0);
    db.close();
    const copy = new Sqlite(`${file}.v1.backup`, { readonly: true });
    assert.equal(copy.pragma('user_version', { simple: true }), 1);
    assert.equal(copy.prepare('SELECT value FROM meta').pluck().get(), 'film');
    copy.close();
  });

  it('whose upgrade is killed while the copy is made gets a whole one the next time', async () => {
    const Sqlite = await loadSqlite();
    await newFirst(file, (old) => {
      const blob = old.prepare(
        'INSERT INTO chunk (hash, codec, size, data) VALUES (?, 0, 1, randomblob(8000000))',
      );
      for (let n = 0; n < 8; n++) blob.run(Buffer.of(n));
    });
    const copy = `${file}.v1.backup`;
    const program = `import { Db } from '${pathToFileURL(join(root, 'engine/project/db.ts')).href}';
      (await Db.open(${JSON.stringify(file)})).close();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const begun = () => readdirSync(folder).some((name) => name.startsWith(basename(copy)));
    while (!begun() && child.exitCode === null) await setImmediate();
    child.kill('SIGKILL');
    await ended;
    (await Db.open(file)).close();
    const opened = new Sqlite(copy, { readonly: true });
    assert.equal(opened.pragma('quick_check(1)', { simple: true }), 'ok');
    assert.equal(opened.prepare('SELECT count(*) FROM chunk').pluck().get(), 8);
    opened.close();
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('.partial')),
      [],
    );
  });

  it('stays at its version where the disk has no room for the copy, and is upgraded once there is', async () => {
    const Sqlite = await loadSqlite();
    await newFirst(file, (first) => first.exec("INSERT INTO meta VALUES ('project-name', 'film')"));
    const old = new Sqlite(file);
    class Full extends Sqlite {
      override prepare(): never {
        writeFileSync(`${file}.v1.backup.partial`, 'the beginning of a copy');
        throw new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
      }
    }
    assert.throws(() => migrate(old, file, Full as unknown as typeof Sqlite), { code: 'SQLITE_FULL' });
    assert.equal(old.pragma('user_version', { simple: true }), 1);
    assert.equal(existsSync(`${file}.v1.backup`), false);
    old.close();
    (await Db.open(file)).close();
    const copy = new Sqlite(`${file}.v1.backup`, { readonly: true });
    assert.equal(copy.prepare('SELECT value FROM meta').pluck().get(), 'film');
    copy.close();
    assert.equal(existsSync(`${file}.v1.backup.partial`), false);
  });

  it('stays at its version where an upgrade fails', async () => {
    const Sqlite = await loadSqlite();
    await newFirst(file, (old) => old.exec('CREATE TABLE superseded (in_the_way TEXT)'));
    await assert.rejects(Db.open(file));
    const after = new Sqlite(file);
    assert.equal(after.pragma('user_version', { simple: true }), 1);
    after.close();
  });

  for (const [what, sql] of [
    ['a trigger', 'CREATE TRIGGER mine AFTER INSERT ON meta BEGIN DELETE FROM item; END'],
    ['a view', 'CREATE VIEW mine AS SELECT 1'],
    [
      'one of its triggers with another body',
      'CREATE TRIGGER outstanding_user BEFORE INSERT ON meta BEGIN DELETE FROM item; END',
    ],
  ] as const) {
    it(`with ${what} of somebody else is refused and left as it is`, async () => {
      (await Db.open(file, true)).close();
      const Sqlite = await loadSqlite();
      const db = new Sqlite(file);
      db.exec('DROP TRIGGER IF EXISTS outstanding_user');
      db.exec(sql);
      db.close();
      const before = readFileSync(file);
      await assert.rejects(Db.open(file), failsWith('project-corrupt'));
      assert.ok(readFileSync(file).equals(before));
    });
  }

  it('that lacks a table or a column is damaged', async () => {
    (await Db.open(file, true)).close();
    const Sqlite = await loadSqlite();
    const db = new Sqlite(file);
    db.exec('DROP TABLE relocation; ALTER TABLE superseded RENAME COLUMN at TO since');
    db.close();
    const opened = await Db.open(file);
    assert.throws(() => opened.all('SELECT * FROM relocation'), failsWith('project-corrupt'));
    assert.throws(() => opened.all('SELECT at FROM superseded'), failsWith('project-corrupt'));
    opened.close();
  });

  it('with a row whose values fit no table is damaged, once they are to be written again', async () => {
    const world = await StagedWorld.create();
    try {
      const { db, items } = world.project;
      const rock = { ...world.item('asset', 'rock.png'), kind: 'rock' } as unknown as Item;
      assert.throws(() => items.create(rock), failsWith('project-corrupt'));
      const nobody = "INSERT INTO rejected (kind, key, code, message) VALUES ('item', NULL, '', '')";
      assert.throws(() => db.run(nobody), failsWith('project-corrupt'));
    } finally {
      world.dispose();
    }
  });

  it('from a newer version is refused and left as it is', async () => {
    (await Db.open(file, true)).close();
    const Sqlite = await loadSqlite();
    const future = new Sqlite(file);
    future.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    future.close();
    const before = readFileSync(file);
    await assert.rejects(Db.open(file), failsWith('project-newer'));
    assert.deepEqual(readFileSync(file), before);
  });

  it('with a version that cannot be is refused at once and left as it is', async () => {
    (await Db.open(file, true)).close();
    const Sqlite = await loadSqlite();
    for (const version of [0, -1, -(2 ** 31)]) {
      const damaged = new Sqlite(file);
      damaged.pragma(`user_version = ${version}`);
      damaged.close();
      const before = readFileSync(file);
      await assert.rejects(Db.open(file), failsWith('project-corrupt'));
      assert.deepEqual(readFileSync(file), before);
    }
  });

  it('that is no database, or another program’s, is refused and left as it is', async () => {
    writeFileSync(
      file,
      'This is not a database, although it is long enough to hold a header of one. '.repeat(10),
    );
    await assert.rejects(Db.open(file), failsWith('project-corrupt'));
    const Sqlite = await loadSqlite();
    const foreign = new Sqlite(join(folder, 'foreign.clst'));
    foreign.exec('CREATE TABLE t (a)');
    foreign.close();
    await assert.rejects(Db.open(join(folder, 'foreign.clst')), failsWith('project-corrupt'));
  });

  it('that was truncated says so instead of giving wrong answers', async () => {
    const db = await Db.open(file, true);
    db.transaction(() => {
      for (let index = 0; index < 200; index++) {
        db.run(
          'INSERT INTO chunk (hash, codec, size, data) VALUES (?, 0, 9000, ?)',
          Buffer.alloc(32, index),
          Buffer.alloc(9_000),
        );
      }
    });
    db.close();
    truncateSync(file, 64 * 1024);
    await assert.rejects(async () => {
      const damaged = await Db.open(file);
      try {
        damaged.all('SELECT hash, data FROM chunk');
      } finally {
        damaged.close();
      }
    }, failsWith('project-corrupt'));
  });

  it('that was copied from elsewhere is gone through before anything is written, and left as it is where it is damaged', async () => {
    const db = await Db.open(file, true);
    for (let index = 0; index < 300; index++)
      db.run('INSERT INTO meta VALUES (?, ?)', `key-${index}`, 'v'.repeat(400));
    const copy = join(folder, 'copy.clst');
    db.copyTo(copy);
    db.close();
    (await Db.open(copy)).close();
    rmSync(copy);
    const again = await Db.open(file);
    again.copyTo(copy);
    again.close();
    const bytes = readFileSync(copy);
    // A page's count of cells.
    bytes.writeUInt16BE(0xffff, 16_384 * Math.floor(bytes.lastIndexOf('key-299') / 16_384) + 3);
    writeFileSync(copy, bytes);
    await assert.rejects(Db.open(copy), failsWith('project-corrupt'));
    assert.ok(readFileSync(copy).equals(bytes));
    assert.ok(!existsSync(`${copy}-wal`));
  });

  it('shows one connection what another has committed, and nothing of what was undone', async () => {
    const one = await Db.open(file, true);
    const two = await Db.open(file);
    assert.throws(() =>
      one.transaction(() => {
        one.run("INSERT INTO meta VALUES ('a', 'undone')");
        throw new Error('stop');
      }),
    );
    one.run("INSERT INTO meta VALUES ('a', '1')");
    assert.equal(two.value("SELECT value FROM meta WHERE key = 'a'"), '1');
    one.close();
    two.close();
  });

  it('is synced by one process at a time', async () => {
    (await Db.open(file, true)).close();
    const release = await lockSync(file);
    await assert.rejects(lockSync(file), failsWith('sync-running'));
    release();
    (await lockSync(file))();
    assert.ok(existsSync(file));
  });
});
