/** What one person does without a studio, and what must never be lost while they do. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliProcess, LAUNCHER } from '../../support/cliProcess.ts';
import { type CliMember, type LogDocument, loneMember, type Status } from '../../support/cliWorld.ts';
import { hashOf, overwrite, randomBytes } from '../../support/content.ts';
import { damageNewestChunk, projectFileOf, setSchemaVersion } from '../../support/projectFile.ts';

interface Report {
  readonly checkpoints: readonly { readonly path: string; readonly version: number; readonly size: number }[];
  readonly unchanged: readonly string[];
  readonly refused: readonly { readonly path: string; readonly code: string }[];
}

describe('cairn, alone', () => {
  let anna: CliMember;
  let end: () => void;
  beforeEach(() => {
    ({ member: anna, end } = loneMember());
  });
  afterEach(() => end());

  const projectFile = () => projectFileOf(anna.folder);

  it('keeps every version of a file and gives each back', async () => {
    await anna.cairn(['init', '--name', 'show']);
    const versions = [Buffer.alloc(0), Buffer.from('x'), randomBytes(1, 65_536), randomBytes(2, 5_000_000)];
    await anna.write('tex/rock.bin', versions[0] ?? '');
    const tracked = await anna.cairn<Report>(['track', 'tex', '-m', 'v1']);
    assert.deepEqual(
      tracked.checkpoints.map(({ path, version, size }) => [path, version, size]),
      [['tex/rock.bin', 1, 0]],
    );
    for (const [index, content] of versions.entries()) {
      if (index === 0) continue;
      await anna.write('tex/rock.bin', content);
      assert.equal(await anna.state('tex/rock.bin'), 'modified');
      await anna.cairn(['checkpoint', 'tex/rock.bin', '-m', `v${index + 1}`]);
    }
    const again = await anna.cairn<Report>(['checkpoint', 'tex/rock.bin', '-m', 'the same']);
    assert.deepEqual([again.checkpoints.length, again.unchanged], [0, ['tex/rock.bin']]);
    const log = await anna.cairn<LogDocument>(['log', 'tex/rock.bin']);
    assert.deepEqual(
      log.checkpoints.map((c) => [c.version, c.comment, c.unsent, c.local]),
      [
        [4, 'v4', true, true],
        [3, 'v3', true, true],
        [2, 'v2', true, true],
        [1, 'v1', true, true],
      ],
    );
    assert.ok(log.checkpoints.every((c) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u.test(c.time)));
    for (const [index, content] of versions.entries())
      assert.equal(hashOf(await anna.cat('tex/rock.bin', index + 1)), hashOf(content));
    await anna.cairn(['revert', 'tex/rock.bin', '--to', '3']);
    assert.equal(await anna.hash('tex/rock.bin'), hashOf(versions[2] ?? Buffer.alloc(0)));
    assert.equal(await anna.state('tex/rock.bin'), 'modified');
    await anna.cairn(['checkpoint', 'tex/rock.bin', '-m', 'as in v3']);
    assert.equal((await anna.cairn<LogDocument>(['log', 'tex/rock.bin'])).checkpoints[0]?.version, 5);
    assert.deepEqual(
      await anna.cairn<{ ok: boolean; problems: [] }>(['verify']).then((v) => [v.ok, v.problems]),
      [true, []],
    );
  });

  it('does not overwrite local edits unless told what to do with them', async () => {
    await anna.cairn(['init']);
    await anna.write('a.bin', 'one');
    await anna.cairn(['track', 'a.bin']);
    await anna.write('a.bin', 'two');
    await anna.cairn(['checkpoint', 'a.bin', '-m', 'two']);
    await anna.write('a.bin', 'precious');
    const kept = await anna.cairn<Report>(['revert', 'a.bin', '--to', '1'], 7);
    assert.deepEqual(
      kept.refused.map((r) => r.code),
      ['modified'],
    );
    assert.equal(await readFile(anna.file('a.bin'), 'utf8'), 'precious');
    const freed = await anna.cairn<Report>(['free', 'a.bin'], 7);
    assert.equal(freed.refused.length, 1);
    assert.equal(await readFile(anna.file('a.bin'), 'utf8'), 'precious');
    await anna.cairn(['revert', 'a.bin', '--to', '1', '--mine', 'checkpoint']);
    assert.equal(await readFile(anna.file('a.bin'), 'utf8'), 'one');
    assert.equal((await anna.cat('a.bin', 3)).toString(), 'precious');
  });

  it('offers renames made outside of it; accepts and declines them', async () => {
    interface Renames {
      readonly renames: readonly { readonly kind: string; readonly from: string; readonly to: string }[];
    }
    const offered = async () =>
      (await anna.cairn<Renames>(['status'])).renames.map(({ kind, from, to }) => `${kind} ${from} > ${to}`);
    await anna.cairn(['init']);
    await anna.writeRandom('a/rock.bin', 3, 50_000);
    await writeFile(anna.file('notes.txt'), 'notes');
    await anna.cairn(['track', '.', '-m', 'first']);
    await rename(anna.file('a'), anna.file('b'));
    await rename(anna.file('notes.txt'), anna.file('copy.txt'));
    assert.deepEqual(await offered(), ['collection a > b', 'asset notes.txt > copy.txt']);
    await anna.cairn(['mv', 'a', 'b']);
    await anna.cairn(['mv', 'notes.txt', 'copy.txt', '--decline']);
    assert.deepEqual(await offered(), []);
    assert.equal(await anna.state('b/rock.bin'), 'normal');
    assert.equal(await anna.state('notes.txt'), 'rebuild');
    assert.equal(await anna.state('copy.txt'), 'untracked');
  });

  it('frees, rebuilds, moves, trashes, restores and purges', async () => {
    await anna.cairn(['init']);
    await anna.writeRandom('a/rock.bin', 3, 300_000);
    const hash = await anna.hash('a/rock.bin');
    await anna.cairn(['track', 'a', '-m', 'first']);
    await anna.cairn(['free', 'a']);
    assert.equal(await anna.state('a/rock.bin'), 'rebuild');
    await anna.cairn(['rebuild', '.']);
    assert.equal(await anna.hash('a/rock.bin'), hash);
    await anna.cairn(['mkdir', 'b/c']);
    await anna.cairn(['mv', 'a/rock.bin', 'b/c/']);
    assert.equal(await anna.hash('b/c/rock.bin'), hash);
    assert.equal(await anna.state('b/c/rock.bin'), 'normal');
    await anna.cairn(['rm', 'b/c/rock.bin']);
    const { items } = await anna.cairn<{ items: { id: string; path: string; at: string }[] }>([
      'trash',
      'list',
    ]);
    const id = items[0]?.id ?? '';
    assert.match(items[0]?.at ?? '', /Z$/u);
    assert.equal(hashOf(await anna.cat(`trash:${id}`, 1)), hash);
    await anna.cairn(['trash', 'restore', id]);
    await anna.cairn(['rebuild', '.']);
    assert.equal(await anna.hash('b/c/rock.bin'), hash);
    await anna.cairn(['rm', 'b']);
    const after = await anna.cairn<{ items: { id: string; path: string }[] }>(['trash', 'list']);
    const top = after.items.find((item) => item.path === 'b') ?? after.items[0];
    await anna.cairn(['trash', 'purge', top?.id ?? '']);
    assert.deepEqual(await anna.cairn(['trash', 'list']), { items: [] });
    await anna.cairn(['verify']);
  });

  it('names after rm what brings that back, and never another item that lay there', async () => {
    await anna.cairn(['init']);
    for (const content of ['first', 'second']) {
      await anna.write('rock.txt', content);
      await anna.cairn(['track', 'rock.txt']);
      const { stdout } = await anna.run(['rm', 'rock.txt'], { plain: true });
      const told = stdout.toString('utf8');
      const { items } = await anna.cairn<{ items: { id: string }[] }>(['trash', 'list']);
      const alone = items.length === 1 ? items[0]?.id : undefined;
      assert.ok(told.endsWith(`cairn trash restore ${alone ?? 'ID (cairn trash list)'}\n`), told);
    }
    assert.match(await anna.refused(['trash', 'purge', 'rock.txt'], 2, 'usage'), /Several of rock\.txt/u);
  });

  it('restores by the path that the trash lists, and says what brings its file back', async () => {
    await anna.cairn(['init']);
    await anna.write('my rocks/rock.txt', 'stone');
    await anna.cairn(['track', 'my rocks']);
    await anna.cairn(['rm', 'my rocks']);
    const { stdout } = await anna.run(['trash', 'restore', 'my rocks'], { plain: true });
    assert.equal(stdout.toString('utf8'), "Restored my rocks\nNext: cairn rebuild 'my rocks'\n");
    const freed = await anna.cairn<{ written: unknown[] }>(['rebuild', 'my rocks']);
    assert.equal(freed.written.length, 1);
    const free = await anna.run(['free', '.'], { plain: true });
    assert.match(free.stdout.toString('utf8'), /^5 B freed on this disk; .*cairn rebuild PATH…$/mu);
    await anna.refused(['trash', 'restore', 'my rocks'], 2, 'not-found');
  });

  it('says where a move has ended, and what is missing for one', async () => {
    await anna.cairn(['init']);
    await anna.write('set/a.bin', 'a');
    await anna.cairn(['track', '.']);
    await anna.cairn(['mkdir', 'props']);
    const to = async (...args: string[]) => (await anna.cairn<{ to: string }>(['mv', ...args])).to;
    assert.equal(await to('set/a.bin', 'props'), 'props/a.bin');
    assert.equal(await to('props/a.bin', '.'), 'a.bin');
    assert.equal(await to('a.bin', 'set/'), 'set/a.bin');
    assert.match(await anna.refused(['mv', 'set/a.bin', 'no/such/a.bin'], 2, 'not-found'), /make it first/u);
    await anna.refused(['export', 'no/such.clst'], 2, 'usage');
    await anna.cairn(['export', 'all.clst']);
    assert.deepEqual((await anna.cairn<Report>(['track', '.'])).checkpoints, []);
  });

  it('takes paths from the current folder, from -C, and absolute ones', async () => {
    await anna.cairn(['init', '--name', 'paths']);
    await anna.write('deep/er/a.bin', 'a');
    const inside = await anna.run(['track', 'a.bin'], { cwd: anna.file('deep/er') });
    assert.equal(inside.code, 0);
    await anna.write('deep/b.bin', 'b');
    await anna.cairn(['-C', 'deep', 'track', 'b.bin']);
    await anna.write('c.bin', 'c');
    await anna.cairn(['track', anna.file('c.bin')]);
    const { assets } = await anna.cairn<Status>(['status']);
    const paths = assets.filter((asset) => asset.kind === 'asset').map((asset) => asset.path);
    assert.deepEqual(paths.toSorted(), ['c.bin', 'deep/b.bin', 'deep/er/a.bin']);
    await anna.refused(['track', '../outside'], 2, 'usage');
    await anna.refused(['-C', 'nowhere', 'status'], 2, 'usage');
    await anna.refused(['-C', join(anna.folder, '..'), 'status'], 2, 'no-project');
    await anna.refused(['log', 'nothing.bin'], 2, 'not-found');
    for (const args of [
      ['log', '.'],
      ['set', '.', '--status', 'x'],
      ['tag', '.', '+x'],
    ])
      assert.match(await anna.refused(args, 2, 'usage'), /working folder itself/u);
  });

  it('refuses names that not every disk can hold, and says which would do', async () => {
    await anna.cairn(['init']);
    await anna.write('con.txt', 'device');
    const report = await anna.cairn<Report>(['track', 'con.txt'], 7);
    assert.deepEqual(
      report.refused.map((r) => [r.path, r.code]),
      [['con.txt', 'name-refused']],
    );
    assert.equal(await readFile(anna.file('con.txt'), 'utf8'), 'device');
    if (process.platform === 'linux') {
      // Bytes that are no text: nothing can name the file, so that it is left out must be said.
      await writeFile(Buffer.from([...Buffer.from(anna.file('odd-')), 0xff]), 'odd');
      const { refused } = await anna.cairn<Report>(['track', '.'], 7);
      assert.deepEqual(refused.map((r) => r.code).toSorted(), ['name-refused', 'name-refused']);
    }
    for (const name of ['a:b', 'end.', '.cairn', 'x'.repeat(256), 'nul'])
      await anna.refused(['mkdir', name], 2, 'name-refused');
    await anna.cairn(['mkdir', 'Tex']);
    await anna.refused(['mkdir', 'tex'], 2, 'name-taken');
    await anna.refused(['init'], 2, 'project-exists');
  });

  it('lets two programs work on one project file at once', async () => {
    await anna.cairn(['init']);
    const names = Array.from({ length: 6 }, (_, n) => `f${n}.bin`);
    for (const [n, name] of names.entries()) await anna.writeRandom(name, 40 + n, 3_000_000);
    await Promise.all(names.map((name) => anna.cairn(['track', name, '-m', 'at once'])));
    const { counts } = await anna.cairn<Status>(['status']);
    assert.equal(counts.normal, names.length);
    for (const [n, name] of names.entries()) await overwrite(anna.file(name), 1_000_000, n, 100);
    await Promise.all(names.map((name) => anna.cairn(['checkpoint', name, '-m', 'again'])));
    for (const name of names) assert.equal(hashOf(await anna.cat(name, 2)), await anna.hash(name));
    await anna.cairn(['verify']);
  });

  it('tells a damaged, a cut-off and a newer project file, and touches none of them', async () => {
    await anna.cairn(['init']);
    await anna.writeRandom('a.bin', 9, 2_000_000);
    await anna.cairn(['track', 'a.bin']);
    const file = projectFile();
    const good = join(anna.folder, '..', 'good.clst');
    await copyFile(file, good);
    const hash = await anna.hash('a.bin');

    await truncate(file, 50_000);
    await anna.refused(['status'], 6, 'project-corrupt');
    assert.equal(statSync(file).size, 50_000);

    await writeFile(file, randomBytes(10, 100_000));
    await anna.refused(['status'], 6, 'project-corrupt');
    assert.equal(hashOf(await readFile(file)), hashOf(randomBytes(10, 100_000)));

    await copyFile(good, file);
    await setSchemaVersion(file, 99_999);
    const message = await anna.refused(['status'], 1, 'project-newer');
    assert.match(message, /newer/u);

    await copyFile(good, file);
    await anna.cairn(['verify']);
    assert.equal(await anna.hash('a.bin'), hash);
  });

  it('finds a chunk whose bytes do not match, and uses it for nothing', async () => {
    await anna.cairn(['init']);
    await anna.writeRandom('a.bin', 11, 2_000_000);
    const hash = await anna.hash('a.bin');
    await anna.cairn(['track', 'a.bin']);
    await damageNewestChunk(projectFile());
    const report = await anna.cairn<{ ok: boolean; problems: { code: string }[] }>(['verify'], 6);
    assert.equal(report.ok, false);
    assert.ok(report.problems.length > 0);
    const result = await anna.run(['cat', 'a.bin', '--version', '1']);
    assert.equal(result.code, 6);
    const freed = await anna.run(['free', 'a.bin']);
    if (freed.code === 0) {
      await anna.cairn(['rebuild', 'a.bin'], 6);
      assert.equal(readdirSync(anna.folder).includes('a.bin'), false);
    } else assert.equal(await anna.hash('a.bin'), hash);
  });

  it('says of what is damaged and no version needs how to be rid of it', async () => {
    await anna.cairn(['init']);
    await anna.writeRandom('a.bin', 12, 200_000);
    await anna.cairn(['track', 'a.bin']);
    await damageNewestChunk(projectFile());
    await anna.cairn(['rm', 'a.bin']);
    const { items } = await anna.cairn<{ items: { id: string }[] }>(['trash', 'list']);
    await anna.cairn(['trash', 'purge', items[0]?.id ?? '']);
    const repair = async () => {
      const { code, stdout } = await anna.run(['verify', '--repair'], { plain: true });
      return [code, /^No version needs what is damaged\. To drop it: cairn gc$/mu.test(stdout.toString())];
    };
    assert.deepEqual(await repair(), [6, true]);
    await anna.cairn(['gc']);
    assert.deepEqual(await repair(), [0, false]);
  });

  it('says when the folder or the file is gone', async () => {
    await anna.cairn(['init']);
    await anna.write('a.bin', 'a');
    await anna.cairn(['track', 'a.bin']);
    await rm(anna.file('a.bin'));
    assert.equal(await anna.state('a.bin'), 'rebuild');
    await rename(anna.file('.cairn'), anna.file('elsewhere'));
    await anna.refused(['status'], 2, 'no-project');
    await rename(anna.file('elsewhere'), anna.file('.cairn'));
    await anna.cairn(['rebuild', 'a.bin']);
    assert.equal(await readFile(anna.file('a.bin'), 'utf8'), 'a');
    const gone = anna.file('gone');
    await mkdir(gone);
    const shell = new CliProcess([LAUNCHER, '--json', 'status'], {
      cwd: gone,
      through: ['sh', '-c', 'rmdir "$PWD" && exec "$@"', 'sh'],
    });
    const result = await shell.result;
    assert.equal(result.code, 1, result.stderr);
    assert.match(result.stdout.toString(), /folder-gone/u);
  });
});
