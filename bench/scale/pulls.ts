/** Many clients that pull everything at the same moment and keep none of it. */
import { Agent, request } from 'undici';
import { cairn } from '../../proto/generated/cairn.js';
import { PROTOCOL_VERSION } from '../../proto/limits.ts';

export async function pullAtOnce(
  url: string,
  project: string,
  token: string,
  clients: number,
  pages: number,
): Promise<Record<string, unknown>> {
  const agent = new Agent({ connections: clients });
  const headers = { authorization: `Bearer ${token}`, 'cairn-protocol': String(PROTOCOL_VERSION) };
  let rows = 0;
  let down = 0;
  const one = async () => {
    let cursor = '';
    for (let page = 0; page < pages; page++) {
      const path = `${url}/v1/projects/${project}/changes?since=0&cursor=${cursor}`;
      const answer = await request(path, { dispatcher: agent, headers });
      const body = new Uint8Array(await answer.body.arrayBuffer());
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode}: ${Buffer.from(body)}`);
      const found = cairn.v1.PullPage.decode(body);
      rows += found.rows.length;
      down += body.length;
      if (!found.more) return;
      cursor = found.cursor;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: clients }, one));
  const seconds = (performance.now() - started) / 1000;
  await agent.close();
  return { seconds, down, rowsPerSecond: rows / seconds };
}
