/** How often working files are read: counted by the kernel, so that no layer is left out. */
import assert from 'node:assert/strict';
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProjectApi } from '../../../engine/api.ts';
import { initProject } from '../../../engine/engine.ts';
import { Project } from '../../../engine/project/project.ts';
import { testPorts } from '../../support/ports.ts';

/** Bytes. Of zeros, so that next to nothing is stored; and many, beside which the programs that are loaded for it do not count. */
const SIZE = 96 * 1024 * 1024;

/** Bytes that this process has read so far, by any thread. */
const bytesRead = (): number => Number(/^rchar: (\d+)$/mu.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);

describe('reads of working files', () => {
  let folder: string;
  let project: ProjectApi;

  const large = (name: string, size = SIZE) => {
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), size);
  };
  /** The mtime moves, the content does not. */
  const touch = (name: string) => {
    const { mtimeMs } = statSync(join(folder, name));
    utimesSync(join(folder, name), new Date(), new Date(mtimeMs - 60_000));
  };
  /** How often the file of `size` bytes was read while `work` ran. */
  const readsIn = async (work: () => Promise<unknown>, size = SIZE): Promise<number> => {
    const before = bytesRead();
    await work();
    return Math.round(((bytesRead() - before) / size) * 10) / 10;
  };

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-reads-'));
    project = await initProject(folder, 'film', testPorts());
  });

  afterEach(async () => {
    await project.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads a file once to track it, once to checkpoint it, and not to tell its state afterwards', async () => {
    large('a.bin');
    assert.equal(await readsIn(() => project.track(['a.bin'], {})), 1);
    assert.equal(await readsIn(() => project.status()), 0);
    large('a.bin', SIZE + 4096);
    assert.equal(await readsIn(() => project.checkpoint(['a.bin'], {})), 1);
    assert.equal(await readsIn(() => project.status()), 0);
    assert.equal((await project.log('a.bin')).checkpoints.length, 2);
  });

  it('reads a file that was only touched once, tells that it is unchanged, and remembers it', async () => {
    large('a.bin');
    await project.track(['a.bin'], {});
    touch('a.bin');
    let unchanged: readonly string[] = [];
    const work = async () => {
      ({ unchanged } = await project.checkpoint(['a.bin'], {}));
    };
    assert.equal(await readsIn(work), 1);
    assert.deepEqual(unchanged, ['a.bin']);
    assert.equal(await readsIn(() => project.checkpoint(['a.bin'], {})), 0);
  });

  it('does not read changed files that nobody asked about', async () => {
    large('a.bin');
    writeFileSync(join(folder, 'b.bin'), 'b');
    await project.track([''], {});
    touch('a.bin');
    writeFileSync(join(folder, 'b.bin'), 'other');
    assert.equal(await readsIn(() => project.checkpoint(['b.bin'], {})), 0);
    assert.equal(await readsIn(() => project.free(['b.bin'])), 0);
    assert.equal(await readsIn(() => project.rebuild(['b.bin'])), 0);
  });
});

describe('a file that may have changed', () => {
  let folder: string;
  let project: ProjectApi;
  const put = (name: string, content: string) => writeFileSync(join(folder, name), content);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-reads-'));
    project = await initProject(folder, 'film', testPorts());
  });

  afterEach(async () => {
    await project.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is no new version where it turned up with the content of an old one', async () => {
    put('a.bin', 'one');
    await project.track(['a.bin'], {});
    put('a.bin', 'two two');
    await project.checkpoint(['a.bin'], {});
    await project.free(['a.bin']);
    put('a.bin', 'one');
    assert.deepEqual((await project.checkpoint(['a.bin'], {})).unchanged, ['a.bin']);
    const [entry] = (await project.status(['a.bin'])).assets;
    assert.deepEqual([entry?.state, entry?.base, entry?.latest], ['outdated', 1, 2]);
  });

  it('is refused where it turned up with content of its own: nobody knows which version it is based on', async () => {
    put('a.bin', 'one');
    await project.track(['a.bin'], {});
    await project.free(['a.bin']);
    put('a.bin', 'mine');
    assert.equal((await project.checkpoint(['a.bin'], {})).refused[0]?.code, 'outdated');
    const made = await project.checkpoint(['a.bin'], { onTop: true });
    assert.equal(made.checkpoints[0]?.version, 2);
  });

  it("is unchanged, not refused, where it is somebody else's task and only its time differs", async () => {
    put('a.bin', 'one');
    await project.track(['a.bin'], {});
    const file = await Project.open(folder);
    file.items.edit(file.paths.require('a.bin').id, { task: true, assigneeId: 'ada' });
    file.close();
    put('a.bin', 'one');
    utimesSync(join(folder, 'a.bin'), new Date(), new Date(Date.now() - 60_000));
    const report = await project.checkpoint(['a.bin'], {});
    assert.deepEqual([report.unchanged, report.refused], [['a.bin'], []]);
    put('a.bin', 'edited');
    assert.equal((await project.checkpoint(['a.bin'], {})).refused[0]?.code, 'locked');
  });
});
