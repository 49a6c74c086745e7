/**
 * A process with some of the members: told over IPC who they are, says that it is ready, is told until when, and tells
 * what became of them.
 */
import { createStudioSync } from '../../engine/remote/sync.ts';
import { Client, type Shelf, type Tally } from './client.ts';

export interface Orders {
  readonly url: string;
  readonly project: string;
  readonly tokens: readonly string[];
  readonly first: number;
  readonly shelves: readonly Shelf[];
  /** How many at once the first of them is: one account that would have more than the others. */
  readonly greed: number;
}

process.once('message', (orders: Orders) => {
  process.once('message', (until: number) => {
    void work(orders, until).then((tallies) => process.send?.(tallies, () => process.disconnect()));
  });
  process.send?.('ready');
});

/** A tally for each token. @param until UTC milliseconds */
async function work({ url, project, tokens, first, shelves, greed }: Orders, until: number) {
  const members = tokens.map((token, at) =>
    Array.from({ length: at === 0 ? greed : 1 }, (_, copy) => {
      const studio = createStudioSync(url, token, project);
      return { studio, client: new Client(studio, shelves, first + at + copy * 1_000, until) };
    }),
  );
  const all = members.flat();
  await Promise.all(all.map(({ client }) => client.run().catch(() => undefined)));
  await Promise.all(all.map(({ studio }) => studio.close()));
  return members.map((copies) => together(copies.map(({ client }) => client.tally)));
}

const together = (tallies: readonly Tally[]): Tally => {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((all, one) => all + of(one), 0);
  return {
    pulled: sum((one) => one.pulled),
    inTime: sum((one) => one.inTime),
    rounds: sum((one) => one.rounds),
    first: Math.min(...tallies.map((one) => one.first)),
    pushed: tallies.flatMap((one) => one.pushed),
    turnedAway: sum((one) => one.turnedAway),
    turnedAwayWithTime: sum((one) => one.turnedAwayWithTime),
    failures: tallies.flatMap((one) => one.failures),
  };
};
