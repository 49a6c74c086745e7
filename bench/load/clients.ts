/** A process with some of the members; told over IPC who they are, and tells what became of them. */
import { createStudioSync } from '../../engine/remote/sync.ts';
import { Client, type Shelf } from './client.ts';

export interface Orders {
  readonly url: string;
  readonly project: string;
  readonly tokens: readonly string[];
  readonly first: number;
  readonly shelves: readonly Shelf[];
  /** UTC milliseconds. */
  readonly until: number;
}

process.once('message', (orders: Orders) => {
  void work(orders).then((tallies) => process.send?.(tallies, () => process.disconnect()));
});

async function work({ url, project, tokens, first, shelves, until }: Orders) {
  const clients = tokens.map((token, at) => {
    const studio = createStudioSync(url, token, project);
    return { studio, client: new Client(studio, shelves, first + at, until) };
  });
  await Promise.all(clients.map(({ client }) => client.run().catch(() => undefined)));
  await Promise.all(clients.map(({ studio }) => studio.close()));
  return clients.map(({ client }) => client.tally);
}
