/** Fails without `closeWithConnection` on the Node versions of which it speaks. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { closeWithConnection } from '../../../server/access/pipelined.ts';

describe('requests behind each other on one connection', () => {
  let server: Server;
  afterEach(() => server.close());

  it('are each over, once, when whoever asked hangs up', async () => {
    const closed: string[] = [];
    let came = 0;
    const all = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    server = createServer((request, answer) => {
      const name = request.url ?? '';
      answer.on('close', () => {
        closed.push(name);
        if (closed.length === 4) over.resolve();
      });
      // The first is answered; the third has its answer ready behind the second, which never comes.
      if (name === '/1' || name === '/3') answer.end(name);
      if (++came === 4) all.resolve();
    });
    closeWithConnection(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    for (const name of ['/1', '/2', '/3', '/4']) socket.write(`GET ${name} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await all.promise;
    socket.destroy();
    await over.promise;
    const again = connect((server.address() as AddressInfo).port, '127.0.0.1');
    again.write('GET /1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await once(again.resume(), 'close');
    assert.deepEqual(closed.toSorted(), ['/1', '/1', '/2', '/3', '/4']);
  });
});
