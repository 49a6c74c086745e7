/** Whose turn is next, over real connections. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Load } from '../../../server/access/load.ts';
import { StudioError } from '../../../server/errors.ts';

describe('what a studio does at a time', () => {
  let server: Server;
  let load: Load;
  /** Answers of requests in work, by the name that was asked with, in the order of their turns. */
  let turns: { readonly name: string; readonly reply: ServerResponse }[];
  /** Waited for before somebody is let in. */
  let before: (reply: ServerResponse) => Promise<void>;

  const answer = async (raw: ServerResponse, name: string) => {
    try {
      const { known } = load.enter({ raw });
      await before(raw);
      known();
      await load.enterAs(name, { raw });
      turns.push({ name, reply: raw });
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      raw.writeHead(503, { 'retry-after': String(error.details.retryAfter) }).end();
    }
  };
  const start = async (...limits: ConstructorParameters<typeof Load>) => {
    load = new Load(...limits);
    turns = [];
    before = async () => undefined;
    server = createServer((asked, raw) => void answer(raw, asked.url?.slice(1) ?? ''));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  };
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Resolves when the request has come; its answer is a promise of its own. */
  const ask = async (name: string) => {
    const { port } = server.address() as AddressInfo;
    const came = once(server, 'request');
    const asking = request({ port, path: `/${name}`, agent: false }).end();
    asking.on('error', () => {});
    const [, raw] = (await came) as [IncomingMessage, ServerResponse];
    await new Promise((resolve) => setImmediate(resolve));
    return {
      asking,
      raw,
      answered: once(asking, 'response').then(([got]) => {
        const { statusCode, headers } = (got as IncomingMessage).resume();
        return { status: statusCode, retryAfter: headers['retry-after'] };
      }),
    };
  };
  const names = () => turns.map(({ name }) => name);
  /** Ends the answer to the one that has been in work longest. */
  const finish = async () => {
    const { reply } = turns.shift()!;
    const closed = once(reply, 'close');
    reply.end();
    await closed;
  };

  it('is never all one account’s: who asks with many connections leaves half to others', async () => {
    await start(4, 32);
    for (let at = 0; at < 6; at++) await ask('greedy');
    assert.deepEqual(names(), ['greedy', 'greedy']);
    await ask('bob');
    await ask('carl');
    assert.deepEqual(names(), ['greedy', 'greedy', 'bob', 'carl']);
    // The room that one leaves goes to somebody new rather than to who has been waiting with more in work.
    await ask('dora');
    await finish();
    assert.deepEqual(names(), ['greedy', 'bob', 'carl', 'dora']);
  });

  it('goes round who asks, not round requests', async () => {
    await start(2, 32);
    await ask('ann');
    await ask('bob');
    await ask('ann');
    await ask('carl');
    await finish();
    await finish();
    // Of those with nothing in work, who has waited longest.
    assert.deepEqual(names(), ['ann', 'carl']);
  });

  it('keeps room in the line for others: what one has most of is told to come back', async () => {
    await start(2, 32);
    await ask('ann');
    await ask('bob');
    await ask('ann');
    const last = await ask('ann');
    const carl = await ask('carl');
    assert.deepEqual(await last.answered, { status: 503, retryAfter: '1' });
    await finish();
    assert.deepEqual(names(), ['bob', 'ann']);
    await finish();
    assert.deepEqual(names(), ['ann', 'carl']);
    await finish();
    await finish();
    assert.equal((await carl.answered).status, 200);
  });

  it('remembers who was turned away, and since when', async () => {
    await start(1, 32, 1_500);
    await ask('ann');
    const bob = await ask('bob');
    assert.deepEqual(await bob.answered, { status: 503, retryAfter: '1' });
    // There is room for one to wait, and carl is there before him.
    const carl = await ask('carl');
    await ask('bob');
    assert.deepEqual(await carl.answered, { status: 503, retryAfter: '1' });
    await finish();
    assert.deepEqual(names(), ['bob']);
  });

  it('forgets who hangs up while waiting', async () => {
    await start(1, 32);
    await ask('ann');
    const bob = await ask('bob');
    const gone = once(bob.raw, 'close');
    bob.asking.destroy();
    await gone;
    await finish();
    assert.deepEqual(names(), []);
    await ask('carl');
    assert.deepEqual(names(), ['carl']);
  });

  it('does not count who hung up before it was known who they are', async () => {
    await start(1, 1);
    let passed: () => void = () => {};
    const late = new Promise<void>((resolve) => {
      passed = resolve;
    });
    before = async (raw) => {
      if (!raw.closed) await once(raw, 'close');
      passed();
    };
    const first = await ask('ann');
    first.asking.destroy();
    await late;
    before = async () => undefined;
    await ask('ann');
    assert.deepEqual(names(), ['ann'], 'a place that nobody has is not taken');
  });
});
