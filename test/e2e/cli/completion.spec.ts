/** Completion as a real bash does it, and as fish, zsh and PowerShell do where this machine has them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CliProcess, LAUNCHER } from '../../support/cliProcess.ts';
import { type CliMember, loneMember } from '../../support/cliWorld.ts';

describe('cairn completion', function () {
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

  const env = () => ({
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    CAIRN_CONFIG_DIR: member.configDir,
  });

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
      env: env(),
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

  /** What another shell prints, as lines. */
  const said = async (...through: string[]): Promise<string[]> => {
    const { stdout, stderr, code } = await new CliProcess([], { through, cwd: member.folder, env: env() })
      .result;
    assert.equal(code, 0, stderr);
    return stdout.toString('utf8').split('\n').filter(Boolean).toSorted();
  };
  const skipWithout = (shell: string, test: Mocha.Context) => {
    if (spawnSync(shell, ['--version']).status !== 0) test.skip();
  };

  it('offers what comes next where a shell hands over no empty word', async () => {
    const next = await said('cairn', '__complete', '--next', '--', 'trash');
    assert.deepEqual(
      next.map((line) => line.split('\t')[0]),
      ['keep', 'list', 'purge', 'restore'],
    );
  });

  it('offers the same in fish', async function () {
    skipWithout('fish', this);
    const fish = async (line: string) =>
      (await said('fish', '--no-config', '-c', `cairn completion fish | source; complete -C '${line}'`)).map(
        (found) => found.split('\t')[0],
      );
    assert.deepEqual(await fish('cairn che'), ['checkpoint']);
    assert.deepEqual(await fish('cairn trash '), ['keep', 'list', 'purge', 'restore']);
    assert.deepEqual(await fish('cairn log assets/r'), ['assets/rock one.txt', 'assets/rock two.txt']);
    assert.deepEqual(await fish('cairn track lo'), ['loose.txt']);
    assert.deepEqual(await fish('cairn checkpoint scene.txt -m '), []);
  });

  it('offers the same in zsh', async function () {
    skipWithout('zsh', this);
    // What its completion system would be told, in the places of the builtins that only work under its keys.
    const script = `
      autoload -Uz compinit; compinit -u -D
      source <(cairn completion zsh)
      [[ $_comps[cairn] == _cairn ]] || exit 3
      compadd() { shift 3; print -rl -- "$@" }
      _describe() { print -rl -- "\${(P@)2}" }
      _files() { print -r -- :files }
      words=(cairn "$@"); CURRENT=$#words
      _cairn || true`;
    const zsh = (...words: string[]) => said('zsh', '-f', '-c', script, 'zsh', ...words);
    assert.deepEqual(await zsh('che'), ['checkpoint:record the next version of modified assets']);
    assert.deepEqual(
      (await zsh('trash', '')).map((found) => found.split(':')[0]),
      ['keep', 'list', 'purge', 'restore'],
    );
    assert.deepEqual(await zsh('log', 'assets/r'), [':files', 'assets/rock one.txt', 'assets/rock two.txt']);
    assert.deepEqual(await zsh('checkpoint', 'scene.txt', '-m', ''), []);
  });

  it('offers the same in PowerShell', async function () {
    skipWithout('pwsh', this);
    const pwsh = async (line: string) =>
      said(
        ...['pwsh', '-NoProfile', '-Command'],
        `cairn completion powershell | Out-String | Invoke-Expression
        (TabExpansion2 '${line}' ${line.length}).CompletionMatches | ForEach-Object CompletionText`,
      );
    assert.deepEqual(await pwsh('cairn che'), ['checkpoint']);
    assert.deepEqual(await pwsh('cairn trash '), ['keep', 'list', 'purge', 'restore']);
    assert.deepEqual(await pwsh('cairn log assets/r'), ["'assets/rock one.txt'", "'assets/rock two.txt'"]);
  });
});
