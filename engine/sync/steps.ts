/** What is done in each state of a sync (docs/sync-spec.md). Every step can be done again from the start. */
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { fetchPreviews } from './conflict-previews.ts';
import { report, type SyncContext } from './context.ts';
import { downloadOutstanding } from './downloads.ts';
import { applyStaged, askAhead, rehearseStaged, stageChanges } from './pull.ts';
import { type PushOutcome, pushOutbox, resendOutgoing } from './push.ts';
import { leftBy, type Run, type Steps } from './run.ts';
import { requireSameHistory } from './same-history.ts';
import { uploadSound } from './upload-sound.ts';

/** How often others may push in between before this sync gives up for now. */
const MAX_ROUNDS = 10;

export interface StepPorts {
  readonly now: () => number;
  readonly log: (level: 'info' | 'warn', message: string, data?: Record<string, unknown>) => void;
  /** Runs work while nothing else of this program writes to the project. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** Replays on disk the renames that the user decided on. */
  readonly afterApply: () => Promise<void>;
}

/** @param purpose `plan`: nothing is applied or sent. */
export const stepsOf = (ports: StepPorts, purpose: 'sync' | 'plan'): Steps => ({
  idle: async ({ context }) => {
    const left = leftBy(context.project);
    if (left.length === 0) return 'start';
    ports.log('info', 'sync: goes on with what an earlier one left', { left });
    return 'resume';
  },
  connecting: async ({ context }) => {
    await connect(context);
    return purpose === 'plan' ? 'planning' : 'connected';
  },
  resending: async (run) => (paused(run, await resendOutgoing(run.context)) ? 'conflicts' : 'settled'),
  pulling: async ({ context }) => {
    await stageChanges(context);
    return purpose === 'plan' ? 'planning' : 'pulled';
  },
  reconciling: async (run) => {
    run.conflicts = await applyStaged(run.context);
    return run.conflicts.length > 0 ? 'conflicts' : 'applied';
  },
  relocating: async () => {
    await ports.afterApply();
    return 'relocated';
  },
  uploading: async (run) => {
    run.complete = await uploadSound(run.context);
    return 'uploaded';
  },
  pushing: async (run) => {
    const outcome = await pushOutbox(run.context, (id) => run.complete.has(id));
    if (paused(run, outcome)) return 'conflicts';
    if (!outcome.behind) return 'pushed';
    run.rounds++;
    if (run.rounds === MAX_ROUNDS) throw busy();
    return 'behind';
  },
  downloading: async ({ context }) => {
    await download(ports, context);
    const { project } = context;
    project.db.transaction(() => project.setMeta('last-sync', String(ports.now())));
    return 'downloaded';
  },
  pausing: async (run) => {
    await fetchPreviews(run.context, run.conflicts);
    return 'previewed';
  },
  rehearsing: async (run) => {
    run.conflicts = await rehearseStaged(run.context);
    return 'rehearsed';
  },
});

function paused(run: Run, { conflicts }: PushOutcome): boolean {
  run.conflicts = conflicts;
  return conflicts.length > 0;
}

async function connect(context: SyncContext): Promise<void> {
  report(context, 'connect', 0, 0, 'rows');
  askAhead(context);
  const { project } = context;
  const { user, project: there, restored = [] } = await context.studio.connect(context.signal);
  if (there.id !== project.meta('project-id')) {
    throw new CairnError(
      'studio-error',
      said`The studio has another project under this address: ${there.name}`,
      {
        theirs: there.id,
      },
    );
  }
  requireSameHistory(project, restored);
  if (project.me === user.id && project.meta('user-name') === user.name) return;
  project.db.transaction(() => {
    project.setMeta('user-id', user.id);
    project.setMeta('user-name', user.name);
  });
}

async function download(ports: StepPorts, context: SyncContext): Promise<void> {
  const failures = await downloadOutstanding(context);
  for (const [checkpoint, error] of failures) {
    ports.log('warn', error.message, {
      asset: context.project.paths.of(checkpoint.assetId),
      code: error.code,
    });
  }
}

const busy = (): CairnError =>
  new CairnError(
    'studio-overloaded',
    'Others kept pushing while this sync ran. Everything is kept here; sync again in a moment.',
  );
