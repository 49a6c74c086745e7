/** Completion as a real bash does it. */
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CliProcess, LAUNCHER } from '../../support/cliProcess.ts';
import { type CliMember, loneMember } from '../../support/cliWorld.ts';

describe('cairn completion bash', function () {
  this.timeout(120_000);
  let member: CliMember;
  let end: () => void;
  let bin: string;

  before(async () => {
    ({ member, end } = loneMember());
    bin = join(member.folder, '..');
    writeFileSync(join(bin, 'cairn'), `#!/bin/sh\nexec "${process.execPath}" "${LAUNCHER}" "$@"\n`);
    chmodSync(join(bin, 'cairn'), 0o755);
    await member.cairn(['init', '--name', 'film']);
    await member.write('assets/rock one.txt', 'a');
    await member.write('assets/rock two.txt', 'b');
    await member.write('scene.txt', 'c');
    await member.cairn(['track', 'assets', 'scene.txt']);
    await member.cairn(['free', 'assets/rock one.txt']);
    await member.write('loose.txt', 'd');
  });
  after(() => end());

  /** What bash would offer for these words. */
  const offered = async (...words: string[]): Promise<string[]> => {
    const script = `
      source <(cairn completion bash)
      COMP_WORDS=(cairn "$@"); COMP_CWORD=$#
      _cairn
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const bash = new CliProcess([], {
      through: ['bash', '--norc', '-c', script, 'bash', ...words],
      cwd: member.folder,
      env: { PATH: `${bin}${delimiter}${process.env.PATH}`, CAIRN_CONFIG_DIR: member.configDir },
    });
    const { stdout, stderr, code } = await bash.result;
    assert.equal(code, 0, stderr);
    return stdout.toString('utf8').split('\n').filter(Boolean).toSorted();
  };

  it('offers commands and options', async () => {
    assert.deepEqual(await offered('che'), ['checkpoint']);
    assert.deepEqual(await offered('trash', ''), ['keep', 'list', 'purge', 'restore']);
    assert.deepEqual(await offered('checkpoint', '--mes'), ['--message']);
  });

  it('offers assets, also those that are not on this disk, and files that are no assets yet', async () => {
    assert.deepEqual(await offered('log', 'assets/r'), ['assets/rock one.txt', 'assets/rock two.txt']);
    assert.deepEqual(await offered('track', 'lo'), ['loose.txt']);
    assert.deepEqual(await offered('rebuild', 'ass'), ['assets/']);
  });

  it('offers nothing where nothing is known, and fails in no folder', async () => {
    assert.deepEqual(await offered('checkpoint', 'scene.txt', '-m', ''), []);
    assert.deepEqual(await offered('nonsense', 'zzz'), []);
  });
});
