/** Some minutes of many members at work on one studio, and what came of it. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { memoryOf, processorOf, resetPeak } from '../scale/meter.ts';
import type { Shelf, Tally } from './client.ts';
import type { Orders } from './clients.ts';

const MB = 1_000_000;
const MOST_PROCESSES = 4;

export interface Phase {
  /** The studio's process. */
  readonly pid: number;
  readonly url: string;
  readonly project: string;
  /** One for each member. */
  readonly tokens: readonly string[];
  readonly shelves: readonly Shelf[];
  readonly minutes: number;
  /** Connections' worth of work that the first member does at once. */
  readonly greed: number;
  /** What the members make differs from that of another phase. */
  readonly first: number;
  /** Checkpoints that the studio gives to somebody who asks for everything. */
  readonly known: () => Promise<ReadonlySet<string>>;
}

interface Group {
  /** Tells them to work. @param until UTC milliseconds */
  readonly run: (until: number) => Promise<Tally[]>;
}

/** Resolves once its process is ready: starting one takes seconds on a busy machine, which are nobody's work. */
async function startClients(orders: Orders): Promise<Group> {
  const child = fork(join(import.meta.dirname, 'clients.ts'), { serialization: 'advanced' });
  const next = <T>(message: Orders | number): Promise<T> =>
    new Promise((resolve, reject) => {
      const fail = (why: unknown) => reject(new Error(`A process of members ended: ${why}`));
      child.once('error', fail).once('exit', fail);
      child.once('message', (answer) => {
        child.off('error', fail).off('exit', fail);
        resolve(answer as T);
      });
      child.send(message);
    });
  await next<'ready'>(orders);
  return { run: (until) => next<Tally[]>(until) };
}

/** Jain's index: 1 where all have the same, 1/n where one has everything. */
const evenness = (shares: readonly number[]): number => {
  const sum = shares.reduce((all, one) => all + one, 0);
  return sum ** 2 / (shares.length * shares.reduce((all, one) => all + one ** 2, 0));
};

const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

export async function runPhase(phase: Phase): Promise<Record<string, unknown>> {
  const { pid, tokens, minutes, greed } = phase;
  const share = Math.ceil(tokens.length / Math.min(MOST_PROCESSES, tokens.length));
  const groups = Array.from({ length: Math.ceil(tokens.length / share) }, (_, at) =>
    tokens.slice(at * share, (at + 1) * share),
  );
  const { url, project, shelves } = phase;
  const orders = (own: readonly string[], at: number): Orders => ({
    ...{ url, project, shelves, tokens: own },
    first: phase.first + at * share,
    greed: at === 0 ? greed : 1,
  });
  const ready = await Promise.all(groups.map((own, at) => startClients(orders(own, at))));
  resetPeak(pid);
  const [cpu, begun, idle] = [processorOf(pid), Date.now(), memoryOf(pid).now];
  const until = begun + minutes * 60_000;
  const tallies = (await Promise.all(ready.map(({ run }) => run(until)))).flat();
  const [seconds, used, { peak }] = [(Date.now() - begun) / 1_000, processorOf(pid) - cpu, memoryOf(pid)];
  const sum = (of: (tally: Tally) => number) => tallies.reduce((all, one) => all + of(one), 0);
  const accepted = tallies.flatMap((one) => one.pushed);
  const there = await phase.known();
  const gb = (sum((one) => one.pulled) + accepted.length * MB) / 1e9;
  // The greedy one is told apart: the question is what is left for the others.
  const greedy = greed > 1 ? tallies[0] : undefined;
  const others = greedy ? tallies.slice(1) : tallies;
  const shares = others.map((one) => one.inTime);
  const firsts = tallies.map((one) => one.first);
  return {
    seconds: Math.round(seconds),
    'pulled and pushed, GB': rounded(gb),
    'versions pushed': accepted.length,
    'of them lost': accepted.filter((id) => !there.has(id)).length,
    failures: tallies.flatMap((one) => one.failures).slice(0, 3),
    'members who finished': tallies.filter(({ failures, rounds }) => failures.length === 0 && rounds > 0)
      .length,
    'first round, fastest and slowest, s': [Math.min(...firsts), Math.max(...firsts)].map(Math.round),
    'moved by one member in that time, least and most, MB': [Math.min(...shares), Math.max(...shares)].map(
      (bytes) => Math.round(bytes / MB),
    ),
    "Jain's index of that": rounded(evenness(shares) || 0, 3),
    ...(greedy && { [`the one who asks ${greed} times as much, MB`]: Math.round(greedy.inTime / MB) }),
    'told to come back': sum((one) => one.turnedAway),
    'and when': sum((one) => one.turnedAwayWithTime),
    'members who were told so': tallies.filter((one) => one.turnedAway > 0).length,
    'studio, processor s per GB': rounded(used / gb),
    'studio, memory before, MB': Math.round(idle / MB),
    'studio, memory at most, MB': Math.round(peak / MB),
  };
}
