import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { HOLD, holdFolder, isHeld } from '../../server/metadata/hold.ts';
import { intoNewFolder, leftBeside } from '../../server/operations/new-folder.ts';
import { useTempFolder } from '../support/temp.ts';

describe('a folder that takes its name once it is whole', () => {
  const folder = useTempFolder();
  const target = () => join(folder(), 'backup');
  const partial = () => `${target()}.partial`;
  const make = () =>
    intoNewFolder(target(), async (inside) => {
      writeFileSync(join(inside, 'file'), 'whole');
      return { files: 1 };
    });

  it('holds what was made and nothing else, also after one that was killed', async () => {
    mkdirSync(join(partial(), 'made'), { recursive: true });
    for (const left of [HOLD, join('made', 'half')]) writeFileSync(join(partial(), left), '');
    assert.deepEqual(await make(), { files: 1, path: target() });
    assert.deepEqual(readdirSync(folder()), ['backup']);
    assert.deepEqual(readdirSync(target()), ['file']);
  });

  it('is not there where the work fails', async () => {
    const failing = intoNewFolder(target(), async (inside) => {
      writeFileSync(join(inside, 'file'), 'half');
      throw new Error('no room');
    });
    await assert.rejects(failing, /no room/u);
    assert.deepEqual(readdirSync(folder()), []);
  });

  it('takes nothing away that is somebody’s, however it is called', async () => {
    mkdirSync(partial());
    writeFileSync(join(partial(), 'mine'), 'precious');
    await assert.rejects(make(), { code: 'name-taken' });
    assert.equal(readFileSync(join(partial(), 'mine'), 'utf8'), 'precious');
    assert.equal(existsSync(target()), false);
  });

  it('takes nothing away of a studio whose folder has the name that the work needs', async () => {
    mkdirSync(partial());
    for (const name of [HOLD, 'studio.sqlite']) writeFileSync(join(partial(), name), '');
    await assert.rejects(make(), { code: 'name-taken' });
    assert.deepEqual(readdirSync(partial()), [HOLD, 'studio.sqlite']);
  });

  it('takes nothing away that came beside the work while it went on', async () => {
    const mine = join(partial(), 'mine');
    await intoNewFolder(target(), async () => {
      writeFileSync(mine, 'precious');
      return {};
    });
    assert.equal(readFileSync(mine, 'utf8'), 'precious');
  });

  it('takes nothing away that came into its place while the work went on', async () => {
    const late = intoNewFolder(target(), async () => {
      mkdirSync(target());
      writeFileSync(join(target(), 'mine'), 'precious');
      return {};
    });
    await assert.rejects(late, { code: 'name-taken' });
    assert.deepEqual(readdirSync(folder()), ['backup']);
    assert.equal(readFileSync(join(target(), 'mine'), 'utf8'), 'precious');
  });

  it('is made by one at a time', async () => {
    const hold = await holdFolder(partial(), true);
    await assert.rejects(make(), { code: 'in-use' });
    hold.close();
    await make();
  });

  it('is made although others look at that moment whether it is used, which makes nothing', async () => {
    mkdirSync(partial());
    await assert.rejects(isHeld(partial()));
    assert.deepEqual(readdirSync(partial()), []);
    const look = await holdFolder(partial(), true);
    const looked = async () => {
      await setImmediate();
      look.close();
    };
    const [hold] = await Promise.all([holdFolder(partial(), true), looked()]);
    hold.close();
  });

  it('tells what others that were killed have left beside it, and nothing that is in use or somebody’s', async () => {
    const beside = (name: string) => join(folder(), name);
    for (const name of ['old.partial', 'empty.partial', 'used.partial', 'mine.partial', 'plain'])
      mkdirSync(beside(name));
    mkdirSync(join(beside('old.partial'), 'made'));
    (await holdFolder(beside('old.partial'), true)).close();
    writeFileSync(join(beside('mine.partial'), 'mine'), 'precious');
    const hold = await holdFolder(beside('used.partial'), true);
    assert.deepEqual(await leftBeside(target()), [beside('empty.partial'), beside('old.partial')]);
    hold.close();
  });
});
