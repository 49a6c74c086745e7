/** What is left beside project files that lie on this machine's own disk. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { settleFolder } from '../../../engine/actions/settle-folder.ts';
import { Project, projectFile } from '../../../engine/project/project.ts';
import { temporaryName } from '../../../engine/workspace/temporary.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('a folder whose project file lies elsewhere and is copied', () => {
  const root = useTempFolder();
  const before = process.env.CAIRN_PROJECTS;
  const local = () => join(root(), 'local');

  beforeEach(() => {
    process.env.CAIRN_PROJECTS = local();
  });
  afterEach(() => {
    if (before === undefined) delete process.env.CAIRN_PROJECTS;
    else process.env.CAIRN_PROJECTS = before;
  });

  it('clears up after copyings that were killed, and touches nobody else’s', async () => {
    const film = join(root(), 'film');
    (await Project.create(film, 'film', uuid(), true)).close();
    const mine = temporaryName();
    const killed = mine.replace(`-${process.pid}-`, `-${spawnSync(process.execPath, ['-e', '']).pid}-`);
    const places = {
      killed: ['working-folder', killed, `${killed}-journal`],
      running: ['working-folder', mine],
      begun: ['working-folder'],
      work: ['working-folder', killed, 'scene.blend'],
      whole: ['working-folder', killed, 'film.clst'],
    };
    for (const [place, names] of Object.entries(places)) {
      mkdirSync(join(local(), place));
      for (const name of names) writeFileSync(join(local(), place, name), 'x');
    }
    const copy = join(root(), 'copy');
    cpSync(film, copy, { recursive: true });
    await settleFolder(copy, true);
    const left = readdirSync(local()).filter((name) => Object.hasOwn(places, name));
    assert.deepEqual(left.sort(), ['begun', 'running', 'whole', 'work']);
    assert.notEqual(projectFile(copy), projectFile(film));
    (await Project.open(film)).close();
    (await Project.open(copy)).close();
  });
});
