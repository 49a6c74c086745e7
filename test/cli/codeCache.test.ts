import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const MODULE = pathToFileURL(join(import.meta.dirname, '../../cli/codeCache.ts')).href;

/** Says which word it was given, whether V8 had its code, and what it was run as. */
const PROGRAM = (word: string) => `const say = () => '${word}'; const { basename } = require('node:path');
process.stdout.write([say(), basename(__filename), typeof module.exports].join(' '));`;

describe('cli: compiled code from run to run', () => {
  let dir: string;
  let cache: string;
  let program: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'cairn-code-'));
    cache = join(dir, 'cache');
    mkdirSync(cache, { mode: 0o700 });
    program = join(dir, 'program.cjs');
    writeFileSync(program, PROGRAM('one'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** What the program says, and whether V8 took the code that was there. */
  function run(...args: string[]): { said: string; taken: boolean } {
    const code = `import vm from 'node:vm'; import { syncBuiltinESMExports } from 'node:module';
      const { Script } = vm;
      vm.Script = class extends Script {
        constructor(text, options) {
          super(text, options);
          process.stderr.write(String(options.cachedData !== undefined && !this.cachedDataRejected));
        }
      };
      syncBuiltinESMExports();
      const { runCached } = await import(${JSON.stringify(MODULE)});
      runCached(...${JSON.stringify([program, cache, args])});`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return { said: stdout, taken: stderr === 'true' };
  }

  const only = (): string => join(cache, readdirSync(cache)[0] ?? '');
  const SAID = { one: 'one program.cjs object', two: 'two program.cjs object' };

  it('is kept by one run and used by the next, for each frequent command apart', () => {
    assert.deepEqual(run('status'), { said: SAID.one, taken: false });
    assert.deepEqual(run('--json', 'status'), { said: SAID.one, taken: true });
    assert.deepEqual(run('sync'), { said: SAID.one, taken: false });
    assert.deepEqual(run('log', 'a'), { said: SAID.one, taken: false });
    assert.deepEqual(run('--version'), { said: SAID.one, taken: true });
    assert.equal(readdirSync(cache).length, 3);
  });

  it('is not used for another program of the same length in the same place', () => {
    run();
    writeFileSync(program, PROGRAM('two'));
    assert.deepEqual(run(), { said: SAID.two, taken: false });
    assert.deepEqual(run(), { said: SAID.two, taken: true });
  });

  it('is not used once it is damaged, and made again', () => {
    run();
    const bytes = readFileSync(only());
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    for (const damaged of [bytes, bytes.subarray(0, 5), Buffer.alloc(0)]) {
      writeFileSync(only(), damaged);
      assert.deepEqual(run(), { said: SAID.one, taken: false });
      assert.deepEqual(run(), { said: SAID.one, taken: true });
    }
  });

  it('is neither read nor written where others could have put it', function () {
    if (process.platform === 'win32') this.skip();
    run();
    chmodSync(only(), 0o666);
    assert.equal(run().taken, false);
    assert.equal(run().taken, true);
    chmodSync(cache, 0o777);
    assert.equal(run().taken, false);
    rmSync(only());
    assert.deepEqual([run().said, readdirSync(cache)], [SAID.one, []]);
  });

  it('is not needed', () => {
    rmSync(cache, { recursive: true });
    assert.deepEqual([run().said, run().said], [SAID.one, SAID.one]);
  });
});
