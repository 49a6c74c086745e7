/** A series of edits, replayed into each system: time of each commit, bytes kept on both sides, and writing all back. */
import { join } from 'node:path';
import { blenderVersion, EXPORT_SCALE, writeExports } from '../data/blender.ts';
import { SERIES, writeSeries } from '../data/series.ts';
import { commitsOf } from '../data/versions.ts';
import { firstDifference } from '../run/files.ts';
import type { Repository } from '../systems/system.ts';
import type { Case, Context } from './context.ts';
import { replay, type Step } from './replay.ts';

const SERIES_CASE = 'series';

class Totals {
  readonly #steps = new Map<string, Step[]>();

  add(step: Step): void {
    this.#steps.set(step.system, [...(this.#steps.get(step.system) ?? []), step]);
  }

  /** One value for each system: this round's. */
  record({ recorder }: Context, data: string): void {
    for (const [system, steps] of this.#steps) {
      const sum = (pick: (step: Step) => number | undefined): number =>
        steps.reduce((total, step) => total + (pick(step) ?? 0), 0);
      const growth = (pick: (step: Step) => number): number => sum(pick) - pick(steps[0]!);
      const add = (metric: string, unit: 's' | 'bytes', value: number) =>
        recorder.add(SERIES_CASE, data, system, metric, unit, value);
      add(
        'commit',
        's',
        sum((step) => step.commit),
      );
      add(
        'processor time',
        's',
        sum((step) => step.cpu),
      );
      if (steps.some(({ send }) => send !== undefined))
        add(
          'send',
          's',
          sum((step) => step.send),
        );
      if (steps.some(({ sent }) => sent !== undefined))
        add(
          'sent',
          'bytes',
          sum((step) => step.sent),
        );
      add(
        'stored',
        'bytes',
        sum((step) => step.client),
      );
      add(
        'growth',
        'bytes',
        growth((step) => step.client),
      );
      add(
        'stored on the server',
        'bytes',
        sum((step) => step.server),
      );
      for (const step of steps.slice(1)) add('one edit', 's', step.commit);
      add('first commit', 's', steps[0]!.commit);
    }
  }
}

/** Writes everything back, which must be right, and packs. */
async function finish(
  context: Context,
  data: string,
  system: string,
  repository: Repository,
  home: string,
  pack: boolean,
): Promise<void> {
  const to = join(home, 'restored');
  context.settle();
  const { seconds } = await repository.restore(to);
  context.recorder.add(SERIES_CASE, data, system, 'restore', 's', seconds);
  const wrong = firstDifference(repository.folder, to, repository.own);
  if (wrong) throw new Error(`${system} restored ${wrong} with other bytes`);
  context.discard(to);
  // It takes longer than all else, and one round says it.
  if (!pack || !repository.pack) return;
  const packed = await repository.pack();
  context.recorder.add(SERIES_CASE, data, system, 'packing', 's', packed.seconds);
  context.recorder.add(SERIES_CASE, data, system, 'stored when packed', 'bytes', repository.stored().client);
}

/** Replays `commits` once for each round. `data` names them in the result. */
async function replaySeries(
  context: Context,
  data: string,
  commits: readonly string[],
): Promise<void> {
  for (let round = 0; round < context.rounds; round++) {
    const totals = new Totals();
    await replay(
      context,
      context.systems,
      commits,
      (step) => totals.add(step),
      (system, repository, home) => finish(context, data, system.name, repository, home, round === 0),
    );
    totals.record(context, data);
  }
}

export const series: Case = {
  name: SERIES_CASE,
  about: 'an edit series as artists make it, or the versions in --data',
  async run(context) {
    const source = context.folder('commits');
    if (context.data) return replaySeries(context, 'own files', commitsOf(context.data, source));
    context.say('generating');
    writeSeries(source, SERIES[context.size]);
    await replaySeries(context, 'generated', commitsOf(source, source));
    context.discard(source);
    if (!blenderVersion())
      return context.note('blender is not installed: a series of its exports was not replayed.');
    context.say('exporting from Blender');
    const [exports, scenes] = [context.folder('exports'), context.folder('scenes')];
    writeExports(exports, scenes, EXPORT_SCALE[context.size]);
    context.discard(scenes);
    await replaySeries(context, 'exported by Blender', commitsOf(exports, exports));
  },
};
