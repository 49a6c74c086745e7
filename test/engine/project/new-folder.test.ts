/** The folder of a new project. */
import assert from 'node:assert/strict';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { initProject } from '../../../engine/engine.ts';
import { Packs } from '../../../engine/project/packs.ts';
import { Project } from '../../../engine/project/project.ts';
import { coded } from '../../support/errors.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs');

describe('the folder of a new project', () => {
  const root = useTempFolder();
  const { fsyncSync } = fs;
  afterEach(() => {
    fs.fsyncSync = fsyncSync;
    syncBuiltinESMExports();
  });

  it('is not made where a file is in the way, and that is said', async () => {
    fs.writeFileSync(join(root(), 'file'), '');
    for (const path of ['file', 'file/film'])
      await assert.rejects(initProject(join(root(), path), 'film', testPorts()), coded('file-in-the-way'));
  });

  it('is found again after a power failure, with those above it that were made', async function () {
    if (process.platform === 'win32') this.skip();
    const flushed = new Set<number>();
    fs.fsyncSync = (fd) => {
      fsyncSync(fd);
      flushed.add(fs.fstatSync(fd).ino);
    };
    syncBuiltinESMExports();
    const folder = join(root(), 'films', 'one');
    await (await initProject(folder, 'film', testPorts())).close();
    for (const made of [root(), join(root(), 'films'), folder])
      assert.ok(flushed.has(fs.statSync(made).ino), made);
  });

  it('and that of its packs last too where a killed run had made them', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = join(root(), 'films', 'one');
    const [home, packs] = [join(folder, '.cairn'), join(folder, '.cairn', 'film.packs')];
    fs.mkdirSync(packs, { recursive: true });
    const flushed = new Set<number>();
    fs.fsyncSync = (fd) => {
      fsyncSync(fd);
      flushed.add(fs.fstatSync(fd).ino);
    };
    syncBuiltinESMExports();
    const project = await Project.create(folder, 'film', uuid());
    for (const made of [root(), join(root(), 'films'), folder])
      assert.ok(flushed.has(fs.statSync(made).ino), made);
    flushed.clear();
    const { writer } = new Packs(project.db).createFile();
    writer.close();
    assert.ok(flushed.has(fs.statSync(home).ino), home);
    project.close();
  });
});
