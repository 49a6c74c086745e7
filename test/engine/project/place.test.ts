/** Where project files lie: beside the work, or on a disk of this machine where that is on a network share. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { ProjectApi } from '../../../engine/api.ts';
import { cloneProject, findProject, glance, initProject, openProject } from '../../../engine/engine.ts';
import { CairnError } from '../../../engine/errors.ts';
import { isShared, isWindowsShare, linuxMounts, macMounts } from '../../../engine/project/network-share.ts';
import { findPlace, giveUpPlace, newPlace, settlePlace } from '../../../engine/project/place.ts';
import { projectFile } from '../../../engine/project/project.ts';
import { testPorts } from '../../support/ports.ts';
import { StudioWorld } from '../../support/studio-world.ts';
import { useTempFolder } from '../../support/temp.ts';

const LINUX = linuxMounts(`22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/root rw
31 22 0:28 / /mnt/share rw shared:2 - nfs4 server:/films rw,vers=4.2
32 31 259:2 / /mnt/share/scratch rw - xfs /dev/sdb1 rw
33 22 0:29 / /home/ann/my\\040films rw - fuse.sshfs ann@server: rw
34 22 0:30 / /media/usb rw - fuseblk /dev/sdc1 rw
35 22 0:31 / /media/stacked rw - ext4 /dev/sdd rw
36 22 0:32 / /media/stacked rw - cifs //server/x rw
not a mount at all`);

const MAC = macMounts(`/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//ann@server/films on /Volumes/films (2) (smbfs, nodev, nosuid, mounted by ann)
/dev/disk5s1 on /Volumes/usb (exfat, local, nodev)`);

describe('a folder is on a network share', () => {
  const CASES: readonly (readonly [typeof LINUX, string, boolean])[] = [
    [LINUX, '/home/ann/film', false],
    [LINUX, '/mnt/share', true],
    [LINUX, '/mnt/share/film', true],
    [LINUX, '/mnt/shared', false],
    [LINUX, '/mnt/share/scratch/film', false],
    [LINUX, '/home/ann/my films/a', true],
    [LINUX, '/media/usb/film', false],
    [LINUX, '/media/stacked/film', true],
    [MAC, '/Users/ann/film', false],
    [MAC, '/Volumes/films (2)/show', true],
    [MAC, '/Volumes/usb/show', false],
  ];
  for (const [mounts, path, shared] of CASES)
    it(`${path}: ${shared}`, () => assert.equal(isShared(mounts, path), shared));

  it('on Windows, where its real path is a server’s', () => {
    assert.equal(isWindowsShare('\\\\server\\films\\show'), true);
    assert.equal(isWindowsShare('C:\\films'), false);
    assert.equal(isWindowsShare('\\\\?\\C:\\films'), false);
  });
});

describe('a project on a network share', () => {
  const root = useTempFolder();
  const before = process.env.CAIRN_PROJECTS;
  const open: ProjectApi[] = [];
  const ports = { ...testPorts(), isShare: () => true };
  const film = () => join(root(), 'share', 'film');
  const local = () => join(root(), 'local');

  beforeEach(() => {
    process.env.CAIRN_PROJECTS = local();
  });
  afterEach(async () => {
    for (const project of open.splice(0)) await project.close();
    if (before === undefined) delete process.env.CAIRN_PROJECTS;
    else process.env.CAIRN_PROJECTS = before;
  });

  const keep = async (project: Promise<ProjectApi>): Promise<ProjectApi> => {
    open.push(await project);
    return project;
  };
  const close = async (project: ProjectApi) => {
    open.splice(open.indexOf(project), 1);
    await project.close();
  };
  const record = async (project: ProjectApi, folder: string, text: string) => {
    writeFileSync(join(folder, 'rock'), text);
    const known = (await project.find({ text: 'rock' }, 1)).some(({ kind }) => kind === 'asset');
    await (known ? project.checkpoint(['rock'], {}) : project.track(['rock'], {}));
  };
  /** A project with one version, closed. */
  const made = async () => {
    const project = await keep(initProject(film(), undefined, ports));
    await record(project, film(), 'one');
    await close(project);
  };
  const versions = async (project: ProjectApi) => (await project.log('rock')).checkpoints.length;
  const allFiles = (folder: string) => readdirSync(folder, { recursive: true }).map(String);

  it('has nothing of SQLite and no packs there, and is found from there', async () => {
    await made();
    assert.deepEqual(
      allFiles(film()).filter((name) => /clst|packs|wal/u.test(name)),
      [],
    );
    assert.ok(allFiles(local()).some((name) => name.endsWith('film.clst')));
    assert.equal(await findProject(join(film())), film());
    const again = await keep(openProject(film(), ports));
    assert.equal(await versions(again), 1);
    assert.equal((await again.status()).assets[0]?.state, 'normal');
    await assert.rejects(initProject(film(), undefined, ports), { code: 'project-exists' });
  });

  it('goes on where its folder is moved', async () => {
    await made();
    const file = projectFile(film());
    renameSync(film(), join(root(), 'share', 'show'));
    const moved = await keep(openProject(join(root(), 'share', 'show'), ports));
    assert.equal(await versions(moved), 1);
    assert.equal(projectFile(join(root(), 'share', 'show')), file);
    await record(moved, join(root(), 'share', 'show'), 'two');
    assert.equal((await moved.status()).assets[0]?.state, 'normal');
  });

  it('gets a project file of its own where its folder is copied, with all there is', async () => {
    await made();
    const copy = join(root(), 'share', 'copy');
    cpSync(film(), copy, { recursive: true });
    assert.equal(await glance(copy), null);
    const second = await keep(openProject(copy, ports));
    assert.notEqual(projectFile(copy), projectFile(film()));
    await record(second, copy, 'two');
    const first = await keep(openProject(film(), ports));
    assert.deepEqual([await versions(first), await versions(second)], [1, 2]);
    await second.revert('rock', 1);
    assert.equal(readFileSync(join(copy, 'rock'), 'utf8'), 'one');
    await close(second);
    assert.equal(await versions(await keep(openProject(copy, ports))), 2);
    assert.equal(readdirSync(join(copy, '.cairn')).filter((name) => name.startsWith('elsewhere')).length, 1);
  });

  it('is one where its share is mounted twice', async function () {
    await made();
    const other = join(root(), 'mounted-again');
    mkdirSync(other);
    // Only root may mount; a link would be resolved.
    if (spawnSync('mount', ['--bind', join(root(), 'share'), other]).status !== 0) return this.skip();
    try {
      const first = await keep(openProject(film(), ports));
      const second = await keep(openProject(join(other, 'film'), ports));
      assert.equal(projectFile(join(other, 'film')), projectFile(film()));
      await record(second, film(), 'two');
      assert.equal(await versions(first), 2);
      assert.ok(!readdirSync(join(film(), '.cairn')).some((name) => name.startsWith('probe')));
    } finally {
      for (const project of open.splice(0)) await project.close();
      spawnSync('umount', [other]);
    }
  });

  it('is made once, whoever makes it at the same time', async () => {
    const both = await Promise.allSettled([
      keep(initProject(film(), undefined, ports)),
      keep(initProject(film(), undefined, ports)),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal(readdirSync(local()).filter((name) => !name.startsWith('places')).length, 1);
    for (const one of both) if (one.status === 'fulfilled') await record(one.value, film(), 'one');
    assert.equal(await versions(await keep(openProject(film(), ports))), 1);
  });

  it('leaves nothing on the disk where the share has no room to say so', () => {
    const place = newPlace(film(), 'film', true);
    rmSync(join(film(), '.cairn'), { recursive: true });
    writeFileSync(join(film(), '.cairn'), 'no folder');
    assert.throws(() => settlePlace(film(), place), { code: 'file-in-the-way' });
    giveUpPlace(place);
    assert.deepEqual(readdirSync(local()), []);
  });

  it('is found however many other machines work there', async () => {
    mkdirSync(join(film(), '.cairn'), { recursive: true });
    await made();
    const own = String(readdirSync(join(film(), '.cairn')).find((name) => name.startsWith('elsewhere')));
    for (let n = 0; n < 120; n++) {
      const name = `elsewhere-00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
      writeFileSync(join(film(), '.cairn', name), `/another/machine/${n}.clst`);
    }
    assert.equal(findPlace(film())?.pointer, join(film(), '.cairn', own));
  });

  it('is one project where its folder has two paths, and no window writes into what nothing leads to', async () => {
    await made();
    const file = projectFile(film());
    const first = await keep(openProject(film(), ports));
    const show = join(root(), 'share', 'show');
    renameSync(film(), show);
    symlinkSync(show, film(), 'junction');
    const second = await keep(openProject(show, ports));
    assert.deepEqual([projectFile(show), projectFile(film())], [file, file]);
    await record(first, show, 'two');
    assert.equal(await versions(second), 2);
    assert.equal(readdirSync(local()).filter((name) => !name.startsWith('places')).length, 1);
  });

  it('of a copy stays its own where the copying was cut off at its end, and the copy moved later', async () => {
    await made();
    const copy = join(root(), 'share', 'copy');
    cpSync(film(), copy, { recursive: true });
    const second = await keep(openProject(copy, ports));
    await record(second, copy, 'two');
    await close(second);
    // The pointer that the end of the copying takes away.
    cpSync(join(film(), '.cairn'), join(copy, '.cairn'), { recursive: true });
    const moved = join(root(), 'share', 'moved');
    renameSync(copy, moved);
    assert.equal(await versions(await keep(openProject(moved, ports))), 2);
  });

  it('moves into the folder where that is copied to a disk of this machine', async () => {
    await made();
    const copy = join(root(), 'copy');
    cpSync(film(), copy, { recursive: true });
    const second = await keep(openProject(copy, testPorts()));
    assert.equal(projectFile(copy), join(copy, '.cairn', 'film.clst'));
    assert.equal(await versions(second), 1);
  });

  it('is copied once where two windows open the copy at once', async () => {
    await made();
    const copy = join(root(), 'share', 'copy');
    cpSync(film(), copy, { recursive: true });
    const both = await Promise.allSettled([keep(openProject(copy, ports)), keep(openProject(copy, ports))]);
    for (const one of both)
      if (one.status === 'rejected') assert.ok(CairnError.is(one.reason, 'sync-running'), String(one.reason));
    assert.ok(both.some(({ status }) => status === 'fulfilled'));
    const third = await keep(openProject(copy, ports));
    for (const one of both) {
      if (one.status !== 'fulfilled') continue;
      await record(one.value, copy, 'two');
      assert.equal(await versions(third), 2, 'all windows have one project file');
    }
  });

  it('is followed nowhere but to this machine’s own project files', async () => {
    await made();
    const other = join(root(), 'other');
    await close(await keep(initProject(other, undefined, testPorts())));
    const trap = join(root(), 'share', 'trap');
    mkdirSync(join(trap, '.cairn'), { recursive: true });
    for (const path of [
      join(other, '.cairn', 'other.clst'),
      join(local(), '..', 'other', '.cairn', 'other.clst'),
      '/etc/passwd',
      '',
      'x'.repeat(100_000),
    ]) {
      writeFileSync(join(trap, '.cairn', `elsewhere-${uuid()}`), path);
      assert.equal(findPlace(trap), undefined, path.slice(0, 80));
    }
    await assert.rejects(openProject(trap, ports), (error: Error) => {
      assert.ok(CairnError.is(error, 'no-project'));
      return /network share.*cairn clone/u.test(error.message);
    });
    await assert.rejects(initProject(trap, undefined, ports), { code: 'project-exists' });
  });

  it('leaves nothing where joining it came to nothing', async function () {
    this.timeout(30_000);
    const world = await StudioWorld.create();
    try {
      const ann = await world.project('ann', []);
      await ann.track('rock', 'rock');
      await ann.sync();
      const signed = { ...ports, token: async () => world.token('ann') };
      const ending = new AbortController();
      let made = false;
      const onProgress = () => {
        made ||= existsSync(join(film(), '.cairn'));
        ending.abort();
      };
      const options = { signal: ending.signal, onProgress };
      await assert.rejects(cloneProject(world.url, 'film', film(), signed, options), { code: 'cancelled' });
      assert.ok(made, 'it had begun');
      assert.deepEqual([existsSync(join(film(), '.cairn')), readdirSync(local())], [false, []]);
      const joined = await keep(cloneProject(world.url, 'film', film(), signed));
      await joined.rebuild(['']);
      assert.equal(readFileSync(join(film(), 'rock'), 'utf8'), 'rock');
    } finally {
      await world.dispose();
    }
  });
});
