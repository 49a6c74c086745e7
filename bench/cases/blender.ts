/**
 * Real Blender scenes, saved again with a small edit each: what a save adds to the history, what is sent, how long it
 * takes.
 */
import { join } from 'node:path';
import { BLENDER_SCALE, type BlenderKind, blenderVersion, writeBlender } from '../data/blender.ts';
import { commitsOf } from '../data/versions.ts';
import { run } from '../run/command.ts';
import { filesBelow } from '../run/files.ts';
import type { Case, Context } from './context.ts';
import { replay, type Step } from './replay.ts';

const BLENDER_CASE = 'blender';

function record({ recorder }: Context, data: string, step: Step): void {
  const add = recorder.of(BLENDER_CASE, data, step.system);
  if (step.number === 0) {
    add('first save', 's', step.commit);
    add('stored by the first save', 'bytes', step.client);
    return;
  }
  add('save', 's', step.commit);
  add('processor time', 's', step.cpu);
  add('stored', 'bytes', step.client);
  if (step.send !== undefined) add('send', 's', step.send);
  // Who does not tell what was sent is taken at what the server grew by.
  if (step.sent !== undefined || step.server > 0) add('sent', 'bytes', step.sent ?? step.server);
}

async function hashing(context: Context, data: string, commits: readonly string[]): Promise<void> {
  const add = context.recorder.of(BLENDER_CASE, data, 'openssl');
  for (const folder of commits.slice(1))
    for (const path of filesBelow(folder)) {
      context.settle();
      const { seconds } = await run(['openssl', 'dgst', '-sha256', join(folder, path)]);
      add('save', 's', seconds);
    }
}

/** Versions of one file, in order. */
async function resaves(context: Context, data: string, commits: readonly string[]): Promise<void> {
  for (let round = 0; round < context.rounds; round++) {
    await hashing(context, data, commits);
    await replay(
      context,
      context.systems,
      commits,
      (step) => record(context, data, step),
      async () => undefined,
    );
  }
}

export const blender: Case = {
  name: BLENDER_CASE,
  about: 'real Blender scenes saved again with small edits (needs blender)',
  async run(context) {
    if (!blenderVersion()) {
      context.note('blender is not installed: the re-saves of a real scene were not measured.');
      return;
    }
    const kinds: BlenderKind[] = [
      'plain',
      'compressed',
      ...(context.size === 'small' ? [] : (['rigged'] as const)),
    ];
    for (const kind of kinds) {
      const folder = context.folder(kind);
      context.say(`making the ${kind} scene`);
      writeBlender(folder, kind, BLENDER_SCALE[context.size]);
      await resaves(context, kind, commitsOf(folder, join(folder, 'commits')));
      context.discard(folder);
    }
  },
};
