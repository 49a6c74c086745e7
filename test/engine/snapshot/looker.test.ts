/** The first look at a large folder has a thread of its own: nothing else is different. Later ones go where something may have changed. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { initProject } from '../../../engine/engine.ts';
import { Project } from '../../../engine/project/project.ts';
import { Looker } from '../../../engine/snapshot/looker.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('the first look', () => {
  const folder = useTempFolder();

  it('shows the same whichever thread scans, also where rows change meanwhile', async () => {
    mkdirSync(join(folder(), 'props'));
    for (const name of ['a', 'b', 'c']) writeFileSync(join(folder(), 'props', name), name);
    const engine = await initProject(folder(), 'film', testPorts());
    await engine.track([''], {});
    await engine.close();
    writeFileSync(join(folder(), 'props', 'b'), 'edited');
    writeFileSync(join(folder(), 'props', 'new'), 'new');
    rmSync(join(folder(), 'props', 'c'));
    const project = await Project.open(folder());
    const here = await new Looker(project).look({});
    const other = await Project.open(folder());
    const looking = new Looker(other, 0).look({});
    project.items.edit(project.paths.require('props/a').id, { status: 'Final' });
    const aside = await looking;
    const told = (picture: typeof here) =>
      [...picture.entries.values()].map((entry) => [entry.path, entry.state, entry.size]);
    assert.deepEqual(told(aside), told(here));
    assert.equal(aside.entries.get('props/a')?.status, 'Final');
    assert.equal(here.entries.get('props/a')?.status, null);
    other.close();
    project.close();
  });
});

describe('a later look', () => {
  const folder = useTempFolder();

  it('goes to what may have changed alone, also where names are no UTF-8', async function () {
    if (process.platform !== 'linux') this.skip();
    const bad = (name: string) => Buffer.concat([Buffer.from(`${folder()}/${name}`), Buffer.from([0xff])]);
    const write = (name: string) => writeFileSync(join(folder(), name), name);
    writeFileSync(bad('file-'), 'x');
    mkdirSync(bad('folder-') as unknown as string);
    write('a');
    const engine = await initProject(folder(), 'film', testPorts());
    await engine.track(['a'], {});
    await engine.close();
    const project = await Project.open(folder());
    const looker = new Looker(project);
    assert.ok((await looker.lookOnce({})).seen, 'a note can be left of it');
    write('hinted');
    write('not hinted');
    const paths = ({ entries }: Awaited<ReturnType<Looker['look']>>) =>
      [...entries.values()].map(({ path }) => path);
    assert.deepEqual(paths(await looker.look({}, ['hinted'])).sort(), ['a', 'hinted']);
    const refused = async (...asked: string[]) =>
      (await looker.survey({}, asked, () => false)).unreadable
        .map(({ path, notUtf8 }) => [path, notUtf8])
        .sort();
    const both = [
      ['file-\ufffd', true],
      ['folder-\ufffd', true],
    ];
    assert.deepEqual(await refused('a'), both);
    rmSync(bad('file-'));
    assert.deepEqual(await refused('file-\ufffd'), both.slice(1));
    assert.deepEqual(await refused(''), both.slice(1));
    project.close();
  });

  it('says of a tracked file in a closed folder that is left out what the system says of it, for the words of any language', async function () {
    if (process.platform === 'win32') this.skip();
    const closed = join(folder(), 'closed');
    mkdirSync(closed);
    writeFileSync(join(closed, 'a'), 'a');
    const engine = await initProject(folder(), 'film', testPorts());
    await engine.track(['closed'], {});
    await engine.close();
    writeFileSync(join(folder(), '.cairnignore'), 'closed/\n');
    const project = await Project.open(folder());
    await asOrdinaryUser(folder(), async () => {
      chmodSync(closed, 0);
      try {
        const { unreadable, isUnreadable } = await new Looker(project).survey({}, [''], () => false);
        assert.deepEqual(unreadable, [{ path: 'closed/a', reason: 'EACCES' }]);
        assert.ok(isUnreadable(project.paths.require('closed/a').id));
      } finally {
        chmodSync(closed, 0o755);
      }
    });
    project.close();
  });
});
