import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import type { CallOptions } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { type HostPorts, RpcClient } from '../../extension/rpc/client.ts';
import type { Call, FromWorker, LogEntry, ToWorker } from '../../extension/rpc/messages.ts';
import { RpcServer } from '../../extension/rpc/serve.ts';

type Answer = (call: Call, options: CallOptions, ports: EnginePorts) => Promise<unknown>;

/** Both ends with a real message channel between them. */
class World {
  readonly logged: LogEntry[] = [];
  readonly client: RpcClient;
  private readonly channel = new MessageChannel();

  constructor(answer: Answer, token: HostPorts['token'] = async () => null) {
    const { port1, port2 } = this.channel;
    const server = new RpcServer(
      (message) => port2.postMessage(message),
      (ports) => (call, options) => answer(call, options, ports),
    );
    port2.on('message', (message: ToWorker) => server.receive(message));
    this.client = new RpcClient((message) => port1.postMessage(message), {
      limit: () => undefined,
      token,
      log: (level, message, data) => this.logged.push({ level, message, ...(data && { data }) }),
    });
    port1.on('message', (message: FromWorker) => this.client.receive(message));
  }

  close(): void {
    this.channel.port1.close();
  }
}

describe('calls across the worker boundary', () => {
  let world: World;
  afterEach(() => world.close());
  const build = (answer: Answer, token?: HostPorts['token']): RpcClient => {
    world = new World(answer, token);
    return world.client;
  };

  it('carry handle, method and arguments there and the value back', async () => {
    const client = build(async ({ handle, method, args }) => ({ handle, method, args }));
    assert.deepEqual(await client.project(7).move('a', 'b'), { handle: 7, method: 'move', args: ['a', 'b'] });
    assert.equal(client.inFlight, 0);
  });

  it('leave the options out of the arguments and put fresh ones into their place', async () => {
    const client = build(async ({ args, optionsAt }, options) => {
      options.onProgress?.({ phase: 'write', done: 1, total: 2, unit: 'bytes' });
      return { args, optionsAt };
    });
    const seen: unknown[] = [];
    const answer = await client.project(1).rebuild(['x'], { onProgress: (step) => seen.push(step) });
    assert.deepEqual(answer, { args: [['x']], optionsAt: 1 });
    assert.deepEqual(seen, [{ phase: 'write', done: 1, total: 2, unit: 'bytes' }]);
  });

  it('thin out progress to what can be seen, and end with the newest', async () => {
    const steps = 5_000;
    const client = build(async (_call, options) => {
      for (let done = 1; done <= steps; done++)
        options.onProgress?.({ phase: done % 2 ? 'read' : 'write', done, total: done, unit: 'files' });
      await told;
    });
    const seen: number[] = [];
    let tell = () => {};
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const onProgress = ({ done }: { done: number }) => {
      seen.push(done);
      if (done === steps) tell();
    };
    await client.project(1).rebuild([], { onProgress });
    assert.equal(seen.at(-1), steps);
    assert.ok(seen.length <= 3, `${seen.length} messages`);
  });

  it('keep code, message and details of an error', async () => {
    const client = build(async () => {
      throw new CairnError('disk-full', 'no room', { needed: 12 });
    });
    await assert.rejects(client.project(1).status(), (error) => {
      assert.ok(CairnError.is(error, 'disk-full'));
      assert.equal(error.message, 'no room');
      assert.deepEqual(error.details, { needed: 12 });
      assert.match(String(error.cause), /rpc\.test/u);
      return true;
    });
  });

  it('keep the error where its details cannot travel', async () => {
    const client = build(async () => {
      throw new CairnError('usage', 'odd', { fn: () => 1 });
    });
    await assert.rejects(client.project(1).status(), { code: 'usage', message: 'odd', details: {} });
  });

  it('stop what was aborted', async () => {
    const client = build(async (_call, { signal }) => {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      throw new CairnError('cancelled', 'stopped');
    });
    const abort = new AbortController();
    const call = client.project(1).sync({ signal: abort.signal });
    abort.abort();
    await assert.rejects(call, { code: 'cancelled' });
  });

  it('are not made where the signal is aborted already', async () => {
    let calls = 0;
    const client = build(async () => calls++);
    await assert.rejects(client.project(1).sync({ signal: AbortSignal.abort() }), { code: 'cancelled' });
    await client.project(1).close();
    assert.equal(calls, 1, 'only close arrived');
  });

  it('let the engine ask for a token', async () => {
    const client = build(
      async (_call, _options, ports) => ports.token('https://studio'),
      async (url) => `token of ${url}`,
    );
    assert.equal(await client.project(1).info(), 'token of https://studio');
  });

  it('tell the engine that the token could not be read', async () => {
    const client = build(
      async (_call, _options, ports) => ports.token('https://studio'),
      async () => {
        throw new Error('the keyring is locked');
      },
    );
    await assert.rejects(client.project(1).info(), { message: 'the keyring is locked' });
  });

  it('all fail when the worker dies, and so do later ones', async () => {
    const client = build(() => new Promise(() => undefined));
    const call = client.project(1).sync();
    client.close(new CairnError('engine-unavailable', 'gone'));
    await assert.rejects(call, { code: 'engine-unavailable' });
    await assert.rejects(client.project(1).info(), { code: 'engine-unavailable' });
  });

  it('bring the log over', async () => {
    const client = build(async (_call, _options, ports) => ports.log('warn', 'slow disk', { ms: 3 }));
    await client.project(1).info();
    assert.deepEqual(world.logged, [{ level: 'warn', message: 'slow disk', data: { ms: 3 } }]);
  });
});
