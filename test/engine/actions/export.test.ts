/** A project as one file: made whole or not at all, and a project again wherever it is put. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectApi } from '../../../engine/api.ts';
import { initProject, openProject } from '../../../engine/engine.ts';
import { lockSync } from '../../../engine/project/lock.ts';
import { loadSqlite } from '../../../native/sqlite.ts';
import { seededBytes } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';
import { testPorts } from '../../support/ports.ts';
import { projectFileOf } from '../../support/projectFile.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('an exported project', () => {
  const root = useTempFolder();
  const folder = () => join(root(), 'film');
  const target = () => join(root(), 'out', 'copy.clst');
  let project: ProjectApi;
  const first = seededBytes('first', 900_000);
  const second = Buffer.concat([seededBytes('edit', 5000), first]);

  beforeEach(async () => {
    mkdirSync(join(root(), 'out'));
    mkdirSync(folder());
    project = await initProject(folder(), 'film', testPorts());
    writeFileSync(join(folder(), 'a.bin'), first);
    writeFileSync(join(folder(), 'small.txt'), 'small');
    await project.track(['.'], { comment: 'first' });
    writeFileSync(join(folder(), 'a.bin'), second);
    await project.checkpoint(['a.bin'], { comment: 'second' });
  });
  afterEach(() => project.close());

  const out = () => readdirSync(join(root(), 'out'));

  it('holds everything: put into an empty folder, it opens and rebuilds', async () => {
    const seen: number[] = [];
    const report = await project.exportProject(target(), { onProgress: ({ done }) => seen.push(done) });
    assert.equal(report.file, target());
    assert.ok(report.bytes > 900_000 && report.chunks > 3 && seen.length > 0);
    assert.deepEqual(out(), ['copy.clst']);
    const elsewhere = join(root(), 'elsewhere');
    mkdirSync(join(elsewhere, '.cairn'), { recursive: true });
    renameSync(target(), join(elsewhere, '.cairn', 'x.clst'));
    const copy = await openProject(elsewhere, testPorts());
    try {
      await copy.rebuild(['.']);
      assert.ok(readFileSync(join(elsewhere, 'a.bin')).equals(second));
      assert.equal(readFileSync(join(elsewhere, 'small.txt'), 'utf8'), 'small');
      await copy.exportVersion('a.bin', 1, join(root(), 'v1'));
      assert.ok(readFileSync(join(root(), 'v1')).equals(first));
      assert.deepEqual((await copy.verify(false)).problems, []);
      assert.equal(existsSync(join(elsewhere, '.cairn', 'x.packs')), false);
      writeFileSync(join(elsewhere, 'a.bin'), seededBytes('third', 200_000));
      await copy.checkpoint(['a.bin'], {});
      assert.ok(existsSync(join(elsewhere, '.cairn', 'x.packs')));
      assert.deepEqual((await copy.verify(false)).problems, []);
    } finally {
      await copy.close();
    }
  });

  it('replaces no file, and has the name of one', async () => {
    writeFileSync(target(), 'mine');
    await assert.rejects(project.exportProject(target()), coded('file-in-the-way'));
    assert.equal(readFileSync(target(), 'utf8'), 'mine');
    await assert.rejects(project.exportProject(join(root(), 'out', 'copy.zip')), coded('usage'));
    await assert.rejects(project.exportProject(join(root(), 'nowhere', 'copy.clst')), coded('usage'));
    assert.deepEqual(out(), ['copy.clst']);
  });

  it('is not left half where it is cancelled', async () => {
    const stop = new AbortController();
    const call = { signal: stop.signal, onProgress: () => stop.abort() };
    await assert.rejects(project.exportProject(target(), call), coded('cancelled'));
    assert.deepEqual(out(), []);
  });

  it('is not made without all it should hold', async () => {
    renameSync(join(folder(), '.cairn', 'film.packs'), join(root(), 'away'));
    await assert.rejects(project.exportProject(target()), coded('content-missing'));
    assert.deepEqual(out(), []);
    renameSync(join(root(), 'away'), join(folder(), '.cairn', 'film.packs'));
    await project.exportProject(target());
  });

  it('waits for whatever might take chunks away meanwhile', async () => {
    const release = await lockSync(projectFileOf(folder()));
    await assert.rejects(project.exportProject(target()), coded('sync-running'));
    release();
    assert.deepEqual(out(), []);
  });

  it('is one plain file', async () => {
    await project.exportProject(target());
    const Sqlite = await loadSqlite();
    const file = new Sqlite(target(), { readonly: true });
    assert.equal(file.prepare('SELECT count(*) FROM chunk WHERE pack IS NOT NULL').pluck().get(), 0);
    assert.equal(file.pragma('integrity_check', { simple: true }), 'ok');
    assert.equal(file.pragma('journal_mode', { simple: true }), 'delete');
    file.close();
  });
});
