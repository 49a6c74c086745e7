/** Rename as a resolution: the working file or folder follows at once, never onto something that exists, and nothing waits for it. */
import assert from 'node:assert/strict';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../../../engine/api.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('Rename, and the file on disk', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
    await ann.track('lib/rock', 'ann’s');
    await ann.sync();
    await ben.track('lib/rock', 'ben’s');
  });
  afterEach(() => world.dispose());

  const decide = async (decision: Decision) => {
    const { conflicts } = await ben.project.sync();
    assert.equal(conflicts.length, 1);
    await ben.project.resolve(conflicts[0]?.id ?? '', decision);
  };
  const rename = () => decide({ choice: 'rename', name: 'stone' });
  const entry = async (path: string) => (await ben.project.status()).assets.find((one) => one.path === path);
  /** Once nothing is in the way any more. */
  const follows = async (content: string) => {
    assert.deepEqual((await ben.project.pull(['lib/stone'])).refused, []);
    assert.deepEqual([ben.read('lib/stone'), existsSync(join(ben.folder, 'lib/rock'))], [content, false]);
    assert.equal(await ben.state('lib/stone'), 'normal');
  };
  /** The rows are renamed for everybody, the file is not, and that can be seen. */
  const stayed = async () => {
    assert.equal(ben.read('lib/rock'), 'ben’s');
    assert.ok((await entry('lib/stone'))?.flags.includes('moved'));
    await ann.sync();
    assert.deepEqual(await ann.paths(), ['lib', 'lib/rock', 'lib/stone']);
  };

  it('a name that a file on the disk has is refused while it is chosen', async () => {
    ben.write('lib/stone', 'somebody’s');
    await assert.rejects(rename(), /taken by a file on this disk/u);
  });

  it('a file that is there by then keeps its name and its bytes; a pull renames mine once it is gone', async () => {
    await rename();
    ben.write('lib/stone', 'somebody’s');
    await ben.sync();
    await stayed();
    assert.equal(ben.read('lib/stone'), 'somebody’s');
    const [refused] = (await ben.project.pull(['lib/stone'])).refused;
    assert.equal(refused?.code, 'file-in-the-way');
    assert.deepEqual([ben.read('lib/stone'), ben.read('lib/rock')], ['somebody’s', 'ben’s']);
    rmSync(join(ben.folder, 'lib/stone'));
    await follows('ben’s');
  });

  it('so does a folder, with all in it, and an empty one', async () => {
    await rename();
    ben.write('lib/stone/in it', 'somebody’s');
    await ben.sync();
    await stayed();
    rmSync(join(ben.folder, 'lib/stone'), { recursive: true });
    mkdirSync(join(ben.folder, 'lib/stone'));
    assert.equal((await ben.project.pull(['lib/stone'])).refused[0]?.code, 'file-in-the-way');
    rmSync(join(ben.folder, 'lib/stone'), { recursive: true });
    await follows('ben’s');
  });

  it('edits without a checkpoint go along, and stay edits', async () => {
    ben.write('lib/rock', 'ben edits');
    await rename();
    await ben.sync();
    assert.deepEqual([ben.read('lib/stone'), existsSync(join(ben.folder, 'lib/rock'))], ['ben edits', false]);
    assert.equal(await ben.state('lib/stone'), 'modified');
  });

  it('a program that has the file open goes on with it', async function () {
    if (process.platform === 'win32') this.skip();
    await rename();
    const held = openSync(join(ben.folder, 'lib/rock'), 'r+');
    try {
      await ben.sync();
      const bytes = Buffer.alloc(20);
      assert.equal(bytes.toString('utf8', 0, readSync(held, bytes)), 'ben’s');
    } finally {
      closeSync(held);
    }
    assert.equal(ben.read('lib/stone'), 'ben’s');
  });

  it('a file that may not be written is renamed, and stays so; in a folder that may not, it stays until a pull', async function () {
    if (process.platform === 'win32') this.skip();
    chmodSync(join(ben.folder, 'lib/rock'), 0o444);
    await rename();
    chmodSync(join(ben.folder, 'lib'), 0o555);
    await asOrdinaryUser(world.folder(''), async () => {
      await ben.sync();
      await stayed();
    });
    chmodSync(join(ben.folder, 'lib'), 0o755);
    await follows('ben’s');
  });

  it('without a file there is nothing to rename, and what has its name by then is left alone', async () => {
    rmSync(join(ben.folder, 'lib/rock'));
    await rename();
    ben.write('lib/stone', 'somebody’s');
    await ben.sync();
    assert.equal(ben.read('lib/stone'), 'somebody’s');
    assert.equal(existsSync(join(ben.folder, 'lib/rock')), false);
  });

  it('Merge into somebody’s task is not offered, and says whose it is', async () => {
    await ann.project.assign('lib/rock', 'ann');
    await ann.sync();
    const { conflicts } = await ben.project.sync();
    const merge = conflicts[0]?.choices.find(({ name }) => name === 'merge');
    assert.deepEqual(
      [merge?.enabled, merge?.reason],
      [false, 'It is a task of ann, and only the assignee may add checkpoints to it.'],
    );
    await assert.rejects(ben.project.resolve(conflicts[0]?.id ?? '', { choice: 'merge' }), /task of ann/u);
  });
});
