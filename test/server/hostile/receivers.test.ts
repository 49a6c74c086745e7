/** Receivers of webhooks that mean no good, over real sockets. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Reachable } from '../../../server/webhooks/address.ts';
import { newSecret } from '../../../server/webhooks/message.ts';
import { type Sent, send } from '../../../server/webhooks/send.ts';
import { item, newItem } from '../../support/changes.ts';
import { Receiver } from '../../support/receiver.ts';
import { type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const LOOPBACK = ['127.0.0.0/8'];
const quiet = { warn: () => {}, error: () => {} };
const patience = 300;

/** Answers each connection as it is told to, and knows which are open. */
class Odd {
  readonly open = new Set<Socket>();
  readonly #server: Server;
  #calls = 0;
  #called: () => void = () => {};

  private constructor(answer: (socket: Socket) => void) {
    this.#server = createServer((socket) => {
      this.open.add(socket);
      socket.on('error', () => {}).once('close', () => this.open.delete(socket));
      socket.once('data', () => {
        this.#calls++;
        this.#called();
        answer(socket);
      });
    });
  }

  static async start(answer: (socket: Socket) => void): Promise<Odd> {
    const odd = new Odd(answer);
    await once(odd.#server.listen(0, '127.0.0.1'), 'listening');
    return odd;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async has(calls: number): Promise<void> {
    while (this.#calls < calls)
      await new Promise<void>((resolve) => {
        this.#called = resolve;
      });
  }

  /** Resolves once nobody is connected. */
  async left(): Promise<void> {
    for (const socket of this.open) await new Promise((resolve) => socket.once('close', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The same again until the other side has closed. */
const endless =
  (text: string, first = '') =>
  (socket: Socket) => {
    socket.write(first);
    const more = () => {
      if (!socket.destroyed) socket.write(text, () => setImmediate(more));
    };
    more();
  };
const says = (text: string) => (socket: Socket) => void socket.write(text, 'latin1');

const OK = 'HTTP/1.1 200 OK\r\n';
const FORMS: readonly (readonly [string, (socket: Socket) => void, Partial<Sent>])[] = [
  ['never answers', () => {}, { problem: 'No answer in time' }],
  ['closes without a word', (socket) => socket.destroy(), { problem: 'It cannot be reached' }],
  ['hints without end', endless('HTTP/1.1 103 Early Hints\r\n\r\n'), { problem: 'No answer in time' }],
  ['says to go on without end', endless('HTTP/1.1 100 Continue\r\n\r\n'), { problem: 'No answer in time' }],
  ['sends headers without end', endless(`${OK}x: y\r\n`), { problem: 'It cannot be reached' }],
  ['sends one header without end', endless('HTTP/1.1 200 OK\r\nx: '), { problem: 'It cannot be reached' }],
  ['sends a body without end', endless('x'.repeat(60_000), `${OK}\r\n`), { problem: '' }],
  [
    'would speak another protocol',
    says('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    { status: 101, problem: 'It answered 101' },
  ],
  ['speaks TLS', says('\x16\x03\x01\x02\x00\x01\x00'), { problem: 'It cannot be reached' }],
  [
    'answers twice',
    says(`${OK}Content-Length: 0\r\n\r\nHTTP/1.1 500 no\r\n\r\n`),
    { status: 200, problem: '' },
  ],
  [
    'leads elsewhere',
    says('HTTP/1.1 308 x\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n'),
    { status: 308, problem: 'It answered 308' },
  ],
];

describe('a receiver of webhooks that', () => {
  for (const [what, answer, expected] of FORMS)
    it(`${what} is done with in time, and its connection is closed`, async () => {
      const odd = await Odd.start(answer);
      try {
        const target = { url: odd.url, secret: newSecret() };
        const terms = { reachable: new Reachable(LOOPBACK), now: 0, patience };
        const sent = await send(target, { id: 'msg', body: '{}' }, terms);
        assert.deepEqual({ ...sent, ...expected }, sent);
        await odd.left();
      } finally {
        await odd.close();
      }
    });

  describe('takes its time', () => {
    const folder = useTempFolder();
    let studio: TestStudio;
    let ada: Seat;
    let seats: Readonly<Record<string, Seat>>;
    let slow: Odd;
    let receiver: Receiver;
    beforeEach(async () => {
      const roles = { ben: 'Admin' } as const;
      ({ studio, ada, seats } = await startTeam(folder(), roles, { webhookNetworks: LOOPBACK }));
      slow = await Odd.start(() => {});
      receiver = await Receiver.open();
    });
    afterEach(async () => {
      await studio.close();
      await slow.close();
      await receiver.close();
    });

    it('keeps those of nobody else waiting, however many its maker has', async () => {
      const { ben } = seats as { ben: Seat };
      for (let count = 0; count < 18; count++)
        assert.equal((await ben.person.call('POST', ben.url('webhooks'), { url: slow.url })).status, 201);
      await ada.person.call('POST', ada.url('webhooks'), { url: receiver.url });
      await ada.push(newItem(item({ name: 'rock' })));
      studio.studio.courier.start(quiet);
      await receiver.has(1);
      await slow.has(2);
      assert.equal(slow.open.size, 2);
    });

    it('does not hold up a stop, and is told again after it', async () => {
      await ada.person.call('POST', ada.url('webhooks'), { url: slow.url });
      await ada.push(newItem(item({ name: 'rock' })));
      const { courier } = studio.studio;
      courier.start(quiet);
      await slow.has(1);
      const began = performance.now();
      await courier.close();
      assert.ok(performance.now() - began < 8_000);
      const { webhooks } = (await ada.person.call('GET', ada.url('webhooks'))).raw.json();
      assert.deepEqual(
        webhooks.map(({ attempts, failingSince }: Record<string, unknown>) => [attempts, failingSince]),
        [[0, null]],
      );
    });
  });
});
