import assert from 'node:assert/strict';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { sha256 } from '../../../engine/content/hash.ts';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import type { CairnError } from '../../../engine/errors.ts';
import { createStudioAccount } from '../../../engine/remote/account.ts';
import { createStudioSync } from '../../../engine/remote/sync.ts';
import { encodeFrame } from '../../../proto/frames.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import {
  FRAMES_TYPE,
  MAX_MESSAGE_BYTES,
  MESSAGE_TYPE,
  PROTOCOL_MIN,
  PROTOCOL_VERSION,
} from '../../../proto/limits.ts';

import { batchOf, fetched, requestOf } from '../../support/frames.ts';

const never = new AbortController().signal;
const HELLO = {
  product: 'cairn-studio',
  version: '1',
  protocol: { min: PROTOCOL_MIN, max: PROTOCOL_VERSION },
  needsSetup: false,
  sso: null,
};

describe('the client with something that is no good studio', () => {
  let servers: Server[];
  let clients: { close(): Promise<void> }[];
  beforeEach(() => {
    servers = [];
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) await client.close();
    for (const server of servers) {
      if ('closeAllConnections' in server) (server.closeAllConnections as () => void)();
      server.close();
    }
  });

  const listen = async (server: Server): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  /** Answers every request with `answer`, told how many came before. */
  const http = (answer: (response: ServerResponse, count: number, request: IncomingMessage) => void) => {
    let count = 0;
    return listen(
      createHttp((request, response) => {
        request.resume();
        answer(response, count++, request);
      }),
    );
  };
  const account = (url: string) => {
    const client = createStudioAccount(url, 'A'.repeat(43));
    clients.push(client);
    return client;
  };
  const sync = (url: string) => {
    const client = createStudioSync(url, 'A'.repeat(43), 'film');
    clients.push(client);
    return client;
  };
  const json = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  it('that is not there', async () => {
    const url = await http(() => {});
    const server = servers.pop()!;
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(account(url).hello(), { code: 'studio-unreachable' });
    await assert.rejects(account('http://nowhere.invalid').hello(), { code: 'studio-unreachable' });
  });

  it('that speaks another protocol altogether', async () => {
    const url = await listen(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')));
    await assert.rejects(account(url).hello(), { code: 'studio-garbage' });
  });

  it('that is a web site', async () => {
    for (const status of [200, 404, 500]) {
      const url = await http((response) =>
        response.writeHead(status, { 'content-type': 'text/html' }).end('<html>'),
      );
      await assert.rejects(account(url).hello(), { code: 'studio-garbage' }, String(status));
      await assert.rejects(sync(url).changes(0, '', never), { code: 'studio-garbage' }, String(status));
      await assert.rejects(fetched(sync(url).fetch(requestOf('x', [sha256(Buffer.from('x'))]), never)), {
        code: 'studio-garbage',
      });
    }
  });

  it('that is another product, or sends JSON of another shape', async () => {
    const other = await http((response) => json(response, 200, { ...HELLO, product: 'other' }));
    await assert.rejects(account(other).hello(), { code: 'studio-garbage' });
    const shape = await http((response) => json(response, 200, { user: { id: 7 } }));
    await assert.rejects(account(shape).me(), { code: 'studio-garbage' });
  });

  it('that speaks a version we do not', async () => {
    const url = await http((response) => json(response, 200, { ...HELLO, protocol: { min: 7, max: 9 } }));
    await assert.rejects(
      sync(url).connect(never),
      (error: { code: string; details: { theirs: number[] } }) => {
        assert.equal(error.code, 'protocol-version');
        assert.deepEqual(error.details.theirs, [7, 9]);
        return true;
      },
    );
    const late = await http((response) =>
      json(response, 426, {
        error: { code: 'protocol-version', message: 'no', details: { min: 7, max: 9 } },
      }),
    );
    await assert.rejects(sync(late).changes(0, '', never), { code: 'protocol-version' });
  });

  it('that sends bytes which are no message', async () => {
    const url = await http((response) =>
      response.writeHead(200, { 'content-type': MESSAGE_TYPE }).end('\xff\xff\xff\xff'),
    );
    await assert.rejects(sync(url).changes(0, '', never), { code: 'studio-garbage' });
  });

  it('that never stops sending', async () => {
    const part = Buffer.alloc(1 << 20);
    let sent = 0;
    const url = await http((response) => {
      response.writeHead(200, { 'content-type': MESSAGE_TYPE });
      const more = () => {
        while (!response.destroyed && response.write(part)) sent += part.length;
        sent += part.length;
      };
      response.on('drain', more);
      more();
    });
    await assert.rejects(sync(url).changes(0, '', never), { code: 'studio-garbage' });
    assert.ok(sent < 3 * MAX_MESSAGE_BYTES, 'and is cut off');
  });

  it('that dies in the middle of an answer, and is asked again', async () => {
    const page = cairn.v1.PullPage.encode({ head: 7 }).finish();
    const url = await http((response, count) => {
      response.writeHead(200, { 'content-type': MESSAGE_TYPE, 'content-length': String(page.length) });
      if (count > 0) return response.end(page);
      response.write(page.subarray(0, 1), () => response.socket?.destroy());
      return response;
    });
    assert.equal((await sync(url).changes(0, '', never)).head, 7);
  });

  it('that dies in the middle of a refusal: it says nothing until it is whole', async () => {
    const refusal = { error: { code: 'disk-full', message: 'The disk of the studio is full.' } };
    const url = await http((response, count) => {
      if (count > 0) return json(response, 507, refusal);
      response.writeHead(507, { 'content-type': 'application/json', 'content-length': '200' });
      response.write('{"error":{"co', () => response.destroy());
    });
    await assert.rejects(account(url).hello(), {
      code: 'studio-error',
      message: /disk of the studio is full/u,
    });
  });

  it('that closes after a status which says it all', async () => {
    const url = await http((response) => {
      response.writeHead(413, { 'content-length': '200' });
      response.write('too', () => response.destroy());
    });
    await assert.rejects(account(url).hello(), (error: CairnError) => error.details.status === 413);
  });

  it('that is busy for a moment, and then is not', async () => {
    const url = await http((response, count) => {
      if (count > 0) return json(response, 200, HELLO);
      response.setHeader('retry-after', '0');
      return json(response, 503, { error: { code: 'overloaded', message: 'busy' } });
    });
    assert.equal((await account(url).hello()).version, '1');
  });

  it('that asks for more patience than a cancel leaves', async () => {
    const url = await http((response) => {
      response.setHeader('retry-after', '20');
      json(response, 503, { error: { code: 'overloaded', message: 'busy' } });
    });
    const abort = new AbortController();
    const calling = sync(url).changes(0, '', abort.signal);
    setImmediate(() => abort.abort());
    const started = Date.now();
    await assert.rejects(calling, { code: 'cancelled' });
    assert.ok(Date.now() - started < 1_000);
  });

  it('that hangs: a cancel ends it at once, in every phase', async () => {
    const silent = await http(() => {});
    const halfway = await http((response) => {
      response.writeHead(200, { 'content-type': FRAMES_TYPE });
      response.write(
        encodeFrame({
          hash: hashToBytes(sha256(Buffer.from('x'))),
          codec: 1,
          size: 1,
          data: Buffer.from('x'),
        }),
      );
    });
    for (const url of [silent, halfway]) {
      const abort = new AbortController();
      const hashes = [sha256(Buffer.from('x')), sha256(Buffer.from('y'))];
      const onBytes = () => abort.abort() as undefined;
      const reading = fetched(sync(url).fetch({ ...requestOf('x', hashes), onBytes }, abort.signal));
      if (url === silent) setImmediate(() => abort.abort());
      await assert.rejects(reading, { code: 'cancelled' });
    }
  });

  it('that sends a chunk whose bytes are not those of its hash', async () => {
    const wanted = sha256(Buffer.from('right'));
    const frame = encodeFrame({ hash: hashToBytes(wanted), codec: 1, size: 5, data: Buffer.from('wrong') });
    const url = await http((response) => response.writeHead(200, { 'content-type': FRAMES_TYPE }).end(frame));
    const { chunks, refused } = await fetched(sync(url).fetch(requestOf('x', [wanted]), never));
    assert.deepEqual([chunks, refused.map(({ hash, code }) => [hash, code])], [[], [[wanted, 'integrity']]]);
  });

  it('that refuses what was uploaded', async () => {
    const refused = [{ index: 0, outcome: 2, code: 'integrity', message: 'no' }];
    const body = cairn.v1.UploadResponse.encode({ stored: 0, refused }).finish();
    const url = await http((response) => response.writeHead(200, { 'content-type': MESSAGE_TYPE }).end(body));
    const chunk = { hash: sha256(Buffer.from('x')), codec: 'raw', size: 1, data: Buffer.from('x') } as const;
    assert.deepEqual(await sync(url).upload(batchOf([chunk]), never), [
      { hash: chunk.hash, code: 'integrity', message: 'no' },
    ]);
  });

  /** Says that bytes go past it, and answers every request with this. */
  const directing = (body: Uint8Array) =>
    http((response) =>
      response.writeHead(200, { 'content-type': MESSAGE_TYPE, 'cairn-direct': '1' }).end(body),
    );

  it('that refuses, again and again, what was not sent to it', async () => {
    const refused = [{ index: 7, outcome: 2, code: 'quota', message: 'no' }];
    const url = await directing(cairn.v1.DirectUploadResponse.encode({ refused }).finish());
    const client = sync(url);
    await client.missing([], [], never);
    const data = Buffer.alloc(100_000, 'x');
    const chunk = { hash: sha256(data), codec: 'raw', size: data.length, data } as const;
    await assert.rejects(client.upload(batchOf([chunk]), never), { code: 'studio-garbage' });
  });

  it('that sends members to addresses that are none', async () => {
    const header = (value: string) => [{ name: 'range', value }];
    for (const range of [
      { url: 'nonsense', bytes: 1 },
      { url: 'file:///etc/passwd', bytes: 1 },
      { url: 'http://storage/x', bytes: 1, headers: header('bytes=0-1\r\nhost: elsewhere') },
      { url: 'http://storage/x', bytes: 0 },
    ]) {
      const url = await directing(cairn.v1.DirectFetchResponse.encode({ ranges: [range] }).finish());
      const client = sync(url);
      await client.missing([], [], never);
      const found = fetched(client.fetch(requestOf('x', [sha256(Buffer.from('x'))]), never));
      await assert.rejects(found, { code: 'studio-garbage' }, range.url);
    }
  });

  it('that ended the session', async () => {
    const url = await http((response) =>
      json(response, 401, { error: { code: 'session-expired', message: 'over' } }),
    );
    await assert.rejects(sync(url).push({ pushId: 'x', changes: [] }, never), { code: 'session-expired' });
  });
});
