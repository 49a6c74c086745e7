import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { noise } from '../../bench/data/random.ts';
import { startChild } from '../../bench/network/child.ts';
import { Link, Window } from '../../bench/network/link.ts';
import { parseOptions } from '../../bench/options.ts';
import { parseTimes, run } from '../../bench/run/command.ts';
import { bytesBelow, firstDifference, layOver } from '../../bench/run/files.ts';
import { statusField } from '../../bench/run/memory.ts';

describe('measured programs', () => {
  it('are told apart from what the shell says of their processor time', () => {
    assert.equal(parseTimes('0m9.00s 0m9.00s\n1m1.50s 0m0.25s\n'), 61.75);
    assert.equal(parseTimes(''), 0);
    assert.equal(statusField('Name:\tnode\nVmHWM:\t   2048 kB\nVmRSS:\t 1 kB\n', 'VmHWM'), 2 ** 21);
  });

  it('give their output, and their memory on request', async function () {
    if (process.platform !== 'linux') this.skip();
    const script = 'const b = Buffer.alloc(2**27, 1); setTimeout(() => console.log(b.length), 100)';
    const { stdout, peakMemory, cpu } = await run([process.execPath, '-e', script], { memory: true });
    assert.equal(stdout, `${2 ** 27}\n`);
    assert.ok(peakMemory > 2 ** 27, String(peakMemory));
    assert.ok(cpu > 0);
  });

  it('fail with what they said', async () => {
    const script = 'console.error("no such luck"); process.exit(3)';
    await assert.rejects(run([process.execPath, '-e', script]), /ended with 3:\s*no such luck/u);
  });
});

describe('trees', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-trees-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are laid over each other, equal files untouched', () => {
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    for (const path of [join(from, 'deep'), to]) mkdirSync(path, { recursive: true });
    for (const name of ['same', 'changed']) writeFileSync(join(to, name), 'old');
    for (const [name, text] of [
      ['same', 'old'],
      ['changed', 'new'],
      ['deep/added', 'more'],
    ] as const)
      writeFileSync(join(from, name), text);
    utimesSync(join(to, 'same'), 1, 1);
    assert.equal(firstDifference(from, to, ['deep']), 'changed');
    assert.deepEqual(layOver(from, to), { added: ['deep/added'], changed: ['changed'], bytes: 7 });
    assert.equal(statSync(join(to, 'same')).mtimeMs, 1000);
    assert.equal(firstDifference(from, to, []), undefined);
    assert.equal(bytesBelow(to), 10);
    assert.equal(bytesBelow(join(to, 'nothing')), 0);
  });
});

describe('the long line', () => {
  const shape = { bytesPerSecond: 1000, delay: 50 };

  it('sends one after another at its rate, each arriving a delay later', () => {
    const link = new Link(shape);
    assert.equal(link.send(0, 100), 150);
    assert.equal(link.send(0, 100), 250);
    assert.equal(link.send(1000, 10), 1060);
  });

  it('lets nobody queue for long in front of it', () => {
    const link = new Link(shape);
    assert.ok(link.open(0));
    link.send(0, 100);
    assert.ok(!link.open(0));
    assert.ok(link.open(90));
  });

  it('opens a window by what was acknowledged, up to a limit, and begins again after a pause', () => {
    const window = new Window();
    const first = window.room(0);
    window.sent(0, first);
    assert.equal(window.room(0), 0);
    window.acknowledged(first);
    assert.equal(window.room(100), 2 * first);
    for (let round = 0; round < 30; round++) {
      const bytes = window.room(100);
      window.sent(100, bytes);
      window.acknowledged(bytes);
    }
    assert.equal(window.room(100), 4 * 2 ** 20);
    assert.equal(window.room(5000), first);
  });

  it('carries every byte both ways, and the end', async () => {
    const echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(
      0,
      '127.0.0.1',
    );
    await once(echo, 'listening');
    const { port } = echo.address() as AddressInfo;
    const script = resolve(import.meta.dirname, '../../bench/network/proxy.ts');
    const line = await startChild(script, String(port), String(1e9), '2');
    try {
      const sent = noise('line', 3_000_000);
      const socket = connect({ port: line.port, host: '127.0.0.1', allowHalfOpen: true });
      socket.end(sent);
      assert.ok((await buffer(socket)).equals(sent));
    } finally {
      await line.end();
      echo.close();
    }
  });
});

describe('the command line of the benchmarks', () => {
  it('has defaults, and says what it does not understand', () => {
    assert.deepEqual(parseOptions(['--only', 'series, small', '--systems=borg']).only, ['series', 'small']);
    assert.equal(parseOptions([]).size, 'small');
    assert.throws(() => parseOptions(['--size', 'huge']), /--size is one of small, medium, large/u);
    assert.throws(() => parseOptions(['--rounds', '0']), /--rounds is a number from 1/u);
  });
});
