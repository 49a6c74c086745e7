import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { joinProject } from '../../../engine/remote/sync.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { MESSAGE_TYPE, PROTOCOL_MIN, PROTOCOL_VERSION } from '../../../proto/limits.ts';

const never = new AbortController().signal;
const user = { id: 'u', name: 'ben', admin: false };

/** A studio with two projects, of which the name means `named` to whoever asks for changes and `joined` to whoever joins. */
class Studio {
  readonly asked: string[] = [];
  readonly #server: Server;

  /** @param size of the project's only version */
  constructor(named: string, joined: string, size = 0) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://studio');
      const [, , , project = '', call] = url.pathname.split('/');
      this.asked.push(call ?? 'join');
      if (call === undefined) {
        const found = {
          id: project === 'film' ? joined : project,
          name: 'film',
          archived: false,
          role: 'Admin',
        };
        const protocol = { min: PROTOCOL_MIN, max: PROTOCOL_VERSION };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ project: found, user, protocol }));
        return;
      }
      const id = project === 'film' ? named : project;
      const rows = [
        { revision: 1, project: { id, name: 'film', archived: false } },
        { revision: 2, checkpoint: { id: 'c', size } },
      ];
      response.setHeader('content-type', MESSAGE_TYPE);
      response.end(cairn.v1.PullPage.encode({ rows, more: false, head: 1 }).finish());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  end(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe('joining a project', () => {
  let studio: Studio | undefined;
  afterEach(() => studio?.end());

  const join = async (named: string, joined: string, size = 0) => {
    studio?.end();
    studio = new Studio(named, joined, size);
    const found = await joinProject(await studio.listen(), 'A'.repeat(43), 'film', never);
    try {
      const { project } = await found.studio.connect(never);
      const page = await found.studio.changes(0, '', never);
      return { project: project.id, rows: page.rows[0]?.project?.id, asked: studio.asked.toSorted() };
    } finally {
      await found.studio.close();
    }
  };

  it('takes two questions, both asked before there is an answer, and the first sync asks neither again', async () => {
    const found = await join('a', 'a');
    assert.deepEqual(found, { project: 'a', rows: 'a', asked: ['changes', 'join'] });
  });

  it('takes no rows of another project, where the name came to mean another in between', async () => {
    const found = await join('a', 'b');
    assert.deepEqual(found, { project: 'b', rows: 'b', asked: ['changes', 'changes', 'join'] });
  });

  it('starts threads for content once rows tell of much, and for little none', async () => {
    let threads = 0;
    const count = () => threads++;
    process.on('worker', count);
    try {
      await join('a', 'a', 1024 * 1024);
      assert.equal(threads, 0);
      await join('a', 'a', 8 * 1024 * 1024);
      assert.ok(threads > 0);
    } finally {
      process.off('worker', count);
    }
  });
});
