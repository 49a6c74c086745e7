import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '../../engine/content/hash.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { createStudioSync } from '../../engine/remote/sync.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MESSAGE_TYPE, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { contentOf } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { readFrames, requestOf } from '../support/frames.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const MIB = 1024 * 1024;
/** What the system may take of one connection on loopback before anybody reads it. */
const SYSTEM = 12 * MIB;

describe('content that is read more slowly than it could come', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let url: string;
  let sockets: Socket[];
  let checkpointId: string;
  let hashes: string[];
  beforeEach(async () => {
    ({ studio, ada } = await startTeam(folder(), {}));
    const content = contentOf(...Array.from({ length: 40 }, (_, seed) => seededBytes(seed, 900_000)));
    const { checkpoint } = await ada.asset('rock', content);
    checkpointId = checkpoint.id;
    // Not the manifest, which is compressed.
    hashes = content.chunks.filter(({ codec }) => codec === 'raw').map(({ hash }) => hash);
    sockets = [];
    studio.app.server.on('connection', (socket: Socket) => sockets.push(socket));
    url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => studio.close());

  const sent = () => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  /** Resolves when the studio has sent nothing more for a while. */
  const stopped = async () => {
    for (let before = -1; sent() !== before || before < MIB; ) {
      before = sent();
      for (let turn = 0; turn < 20; turn++) await sleep(5);
    }
  };

  it('is not read from the disk before there is somebody to take it, and comes whole', async () => {
    const part = { checkpointId, hashes: hashes.map(hashToBytes) };
    const headers = {
      authorization: `Bearer ${ada.person.token}`,
      'cairn-protocol': String(PROTOCOL_VERSION),
      'content-type': MESSAGE_TYPE,
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request(url + ada.url('chunks/fetch'), { method: 'POST', headers }, resolve);
      asking.on('error', reject);
      asking.end(cairn.v1.FetchRequest.encode({ parts: [part], deltas: true }).finish());
    });
    await stopped();
    const ahead = sent();
    assert.ok(ahead < SYSTEM + 4 * MIB, `${ahead} bytes were sent to somebody who reads none`);
    let count = 0;
    for await (const { hash, data } of readFrames(answer)) {
      if (sha256(data) === Buffer.from(hash).toString('hex')) count++;
    }
    assert.equal(count, hashes.length);
  });

  it('is not taken by a client that has no room for it yet', async () => {
    const client = createStudioSync(url, ada.person.token, ada.project);
    try {
      let got = 0;
      let first = true;
      const never = new AbortController().signal;
      for await (const { chunks, release } of client.fetch(requestOf(checkpointId, hashes), never)) {
        got += chunks.length;
        if (first) {
          await stopped();
          const ahead = sent();
          assert.ok(ahead < SYSTEM + 16 * MIB, `${ahead} bytes came while nobody took more`);
        }
        first = false;
        release();
      }
      assert.equal(got, hashes.length);
    } finally {
      await client.close();
    }
  });
});
