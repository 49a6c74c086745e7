/** Something before the studio that closes while it is sent to, or loses answers: told from a studio that is not there. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { useNoPauses } from '../../support/no-pauses.ts';
import { StudioWorld, type TestMember } from '../../support/studio-world.ts';

/** Bytes of a body. */
const LARGE = 40_000;

class ClosingProxy {
  /** What becomes of large bodies. */
  fate: 'passed' | 'closed' | 'answer lost' = 'passed';
  closed = 0;
  readonly #server: Server;
  #target = new URL('http://127.0.0.1');

  constructor() {
    this.#server = createServer((from, to) => this.#pass(from, to));
  }

  async to(url: string): Promise<string> {
    this.#target = new URL(url);
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #pass(from: IncomingMessage, to: ServerResponse): void {
    const isLarge = Number(from.headers['content-length'] ?? 0) > LARGE;
    const reset = () => {
      this.closed++;
      (from.socket as Socket).resetAndDestroy();
    };
    if (isLarge && this.fate === 'closed') return reset();
    const { method, headers, url } = from;
    const { hostname, port } = this.#target;
    const onward = request({ hostname, port, method, headers, path: url }, (answer) => {
      if (isLarge && this.fate === 'answer lost') {
        answer.resume();
        answer.on('end', reset);
        return;
      }
      to.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(to);
    });
    onward.on('error', reset);
    from.pipe(onward);
  }
}

describe('a push through something that breaks its connection', function () {
  this.timeout(120_000);
  useNoPauses();
  let proxy: ClosingProxy;
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    proxy = new ClosingProxy();
    world = await StudioWorld.create((url) => proxy.to(url));
    ann = await world.project('ann', [['ben', 'Artist']]);
    await ann.project.mkdir('lib', true);
    await ann.sync();
    ben = await world.join('ben');
    for (let index = 0; index < 30; index++) {
      await ben.project.mkdir(`lib/c${index}`);
      await ben.project.edit(`lib/c${index}`, { description: 'x'.repeat(2_000) });
    }
  });
  afterEach(async () => {
    proxy.close();
    await world.dispose();
  });

  const head = async () =>
    (await world.studio.metadata.db.selectFrom('project').select('head').execute())[0]?.head ?? 0;

  it('because of its size goes in smaller ones', async () => {
    proxy.fate = 'closed';
    await ben.sync();
    assert.ok(proxy.closed > 0);
    await ann.sync();
    assert.equal((await ann.paths()).length, 31);
    assert.deepEqual((await ben.project.attention()).rejected, []);
  });

  it('after it was carried out is answered, and not carried out twice', async () => {
    proxy.fate = 'answer lost';
    const before = await head();
    const { superseded } = await ben.sync();
    assert.ok(proxy.closed > 0);
    assert.deepEqual([superseded, await head()], [[], before + 1]);
    assert.equal((await ben.project.status()).unsent, 0);
  });

  it('and that others overtook is sent again on top of theirs', async () => {
    proxy.fate = 'closed';
    await ann.project.mkdir('lib/anns');
    await ann.sync();
    await ben.sync();
    await ann.sync();
    assert.equal((await ann.paths()).length, 32);
  });
});
