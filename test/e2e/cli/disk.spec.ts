/** Disks that are full or read-only: a clear message, and nothing lost. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { CliProcess, PROGRAM, type Result } from '../../support/cliProcess.ts';
import { type CliMember, loneMember } from '../../support/cliWorld.ts';
import { overwrite } from '../../support/content.ts';
import { namespacesMissing, withReadOnly, withSmallDisk } from '../../support/namespace.ts';

const MB = 1_000_000;

function failed(result: Result): { code: string; message: string } {
  const document = JSON.parse(result.stdout.toString()) as { error: { code: string; message: string } };
  assert.ok(document.error, result.stdout.toString());
  return document.error;
}

describe('cairn on a disk that', () => {
  let anna: CliMember;
  let end: () => void;
  const env = () => ({ CAIRN_CONFIG_DIR: anna.configDir });

  before(function () {
    const reason = namespacesMissing();
    if (reason === undefined) return;
    process.stdout.write(`    skipped: ${reason}\n`);
    this.skip();
  });
  beforeEach(async () => {
    ({ member: anna, end } = loneMember());
    await anna.cairn(['init']);
    await anna.writeRandom('tex/a.bin', 1, 3 * MB);
    await anna.cairn(['track', '.']);
  });
  afterEach(() => end());

  it('is read-only is told, and nothing changes', async () => {
    const hash = await anna.hash('tex/a.bin');
    await overwrite(anna.file('tex/a.bin'), 0, 2, 1000);
    const edited = await anna.hash('tex/a.bin');
    for (const args of [
      ['checkpoint', 'tex/a.bin', '-m', 'no'],
      ['revert', 'tex/a.bin', '--to', '1', '--mine', 'overwrite'],
      ['mkdir', 'new'],
    ]) {
      const result = await withReadOnly(anna.folder, anna.folder, args, env());
      assert.equal(result.code, 1, `${args[0]}: ${result.stdout} ${result.stderr}`);
      assert.equal(failed(result).code, 'read-only', args[0]);
    }
    assert.equal(await anna.hash('tex/a.bin'), edited);
    await anna.cairn(['revert', 'tex/a.bin', '--to', '1', '--mine', 'overwrite']);
    assert.equal(await anna.hash('tex/a.bin'), hash);
    await anna.cairn(['verify']);
  });

  it('holds a read-only folder among others writes the rest', async () => {
    await anna.writeRandom('free/b.bin', 3, MB);
    await anna.cairn(['track', 'free']);
    await anna.cairn(['free', '.']);
    const result = await withReadOnly(anna.file('tex'), anna.folder, ['rebuild', '.'], env());
    const report = JSON.parse(result.stdout.toString()) as {
      written: { path: string }[];
      refused: { path: string; code: string }[];
    };
    assert.ok(report.written, result.stdout.toString());
    assert.deepEqual(
      report.written.map((w) => w.path),
      ['free/b.bin'],
    );
    assert.deepEqual(
      report.refused.map((r) => [r.path, r.code]),
      [['tex/a.bin', 'read-only']],
    );
    assert.notEqual(result.code, 0);
    await anna.cairn(['rebuild', '.']);
    assert.equal(await anna.state('tex/a.bin'), 'normal');
  });

  it('is full while a checkpoint is made loses neither file nor history', async () => {
    await anna.writeRandom('tex/big.bin', 4, 12 * MB);
    const result = await withSmallDisk(anna.folder, 24 * MB, ['track', 'tex/big.bin'], env());
    assert.equal(result.code, 1, `${result.stdout} ${result.stderr}`);
    assert.equal(failed(result).code, 'disk-full');
    await anna.cairn(['verify']);
    assert.equal(await anna.state('tex/big.bin'), 'untracked');
    await anna.cairn(['track', 'tex/big.bin']);
    assert.equal((await anna.cat('tex/big.bin', 1)).length, 12 * MB);
    await anna.cairn(['verify']);
  });

  it('is full while a file is written leaves no half of it', async () => {
    await anna.cairn(['free', 'tex/a.bin']);
    const result = await withSmallDisk(anna.folder, 8 * MB, ['rebuild', 'tex/a.bin'], env());
    const text = result.stdout.toString();
    assert.notEqual(result.code, 0, text);
    assert.match(text, /disk-full/u);
    assert.equal(existsSync(anna.file('tex/a.bin')), false);
    if (existsSync(anna.file('tex'))) assert.deepEqual(readdirSync(anna.file('tex')), []);
    await anna.cairn(['rebuild', 'tex/a.bin']);
    await anna.cairn(['verify']);
  });

  it('is full while versions or answers are printed to it is told, and nothing crashes', async () => {
    // Takes nothing, as a full disk does.
    const onFull = (...args: string[]) =>
      new CliProcess([PROGRAM, ...args], {
        cwd: anna.folder,
        env: env(),
        through: ['sh', '-c', 'exec "$@" >/dev/full', 'sh'],
      }).result;
    for (const args of [['cat', 'tex/a.bin', '--version', '1'], ['status', '--all'], ['--help']]) {
      const { code, stderr } = await onFull(...args);
      assert.equal(code, 1, args[0]);
      assert.equal(
        stderr,
        'cairn: Cannot write standard output: the disk is full.\nWhat was printed is cut off.\nMake space on the disk, then try again.\n',
        args[0],
      );
    }
    const { code, stderr } = await onFull('--json', 'status');
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stderr), {
      log: { level: 'error', message: 'Cannot write standard output: the disk is full' },
    });
  });

  it('is full while a project is exported leaves no half of it', async () => {
    const result = await withSmallDisk(anna.folder, 8 * MB, ['export', 'copy.clst'], env());
    assert.equal(result.code, 1, `${result.stdout} ${result.stderr}`);
    assert.equal(failed(result).code, 'disk-full');
    assert.deepEqual(
      readdirSync(anna.folder).filter((name) => name !== '.cairn'),
      ['tex'],
    );
    await anna.cairn(['verify']);
    await anna.cairn(['export', 'copy.clst']);
  });
});
