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
      const sum = (what: 'commit' | 'cpu' | 'send' | 'sent' | 'client' | 'server'): number =>
        steps.reduce((total, step) => total + (step[what] ?? 0), 0);
      const add = recorder.of(SERIES_CASE, data, system);
      add('commit', 's', sum('commit'));
      add('processor time', 's', sum('cpu'));
      if (steps.some(({ send }) => send !== undefined)) add('send', 's', sum('send'));
      if (steps.some(({ sent }) => sent !== undefined)) add('sent', 'bytes', sum('sent'));
      add('stored', 'bytes', sum('client'));
      add('growth', 'bytes', sum('client') - steps[0]!.client);
      add('stored on the server', 'bytes', sum('server'));
      for (const step of steps.slice(1)) add('one edit', 's', step.commit);
      add('first commit', 's', steps[0]!.commit);
    }
  }
}

/** Writes everything back, which must be right, and packs. */
async function finish(
  context: Context,
  { data, system, isFirst }: { readonly data: string; readonly system: string; readonly isFirst: boolean },
  repository: Repository,
  home: string,
): Promise<void> {
  const add = context.recorder.of(SERIES_CASE, data, system);
  const to = join(home, 'restored');
  context.settle();
  add('restore', 's', (await repository.restore(to)).seconds);
  const wrong = firstDifference(repository.folder, to, repository.own);
  if (wrong) throw new Error(`${system} restored ${wrong} with other bytes`);
  context.discard(to);
  // It takes longer than all else, and one round says it.
  if (!isFirst || !repository.pack) return;
  add('packing', 's', (await repository.pack()).seconds);
  add('stored when packed', 'bytes', repository.stored().client);
}

/** Replays `commits` once for each round. `data` names them in the result. */
async function replaySeries(context: Context, data: string, commits: readonly string[]): Promise<void> {
  for (let round = 0; round < context.rounds; round++) {
    const totals = new Totals();
    await replay(
      context,
      context.systems,
      commits,
      (step) => totals.add(step),
      (system, repository, home) =>
        finish(context, { data, system: system.name, isFirst: round === 0 }, repository, home),
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
