import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../../../engine/api.ts';
import { CairnError } from '../../../engine/errors.ts';
import { Project } from '../../../engine/project/project.ts';
import { createStudioSync } from '../../../engine/remote/sync.ts';
import { callContext, type SyncContext } from '../../../engine/sync/context.ts';
import {
  IllegalTransition,
  isOver,
  next,
  type ResultOf,
  type SyncEvent,
  SyncMachine,
  type SyncState,
} from '../../../engine/sync/machine.ts';
import { planSync } from '../../../engine/sync/plan.ts';
import { drive, leftBy, type Steps } from '../../../engine/sync/run.ts';
import { runSync, type SyncPorts } from '../../../engine/sync/sync.ts';
import { TRANSITIONS } from '../../../engine/sync/transitions.ts';
import { useNoPauses } from '../../support/no-pauses.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

const STATES = Object.keys(TRANSITIONS) as SyncState[];
const EVENTS = Object.keys(TRANSITIONS.idle) as SyncEvent[];
const leadsTo = (state: SyncState): Map<SyncEvent, SyncState> => {
  const row: Readonly<Record<SyncEvent, SyncState | null>> = TRANSITIONS[state];
  return new Map(EVENTS.flatMap((event) => (row[event] === null ? [] : [[event, row[event]] as const])));
};

/** States that can be reached from one, without stopping or failing. */
function reached(from: SyncState, events = EVENTS): Set<SyncState> {
  const found = new Set([from]);
  for (const state of found) {
    for (const [event, to] of leadsTo(state)) if (events.includes(event)) found.add(to);
  }
  return found;
}

describe('the state machine of a sync', () => {
  it('is the one in docs/sync-spec.md', () => {
    const spec = readFileSync(join(import.meta.dirname, '../../../docs/sync-spec.md'), 'utf8');
    const [, section = ''] = spec.split('## The state machine');
    const written = new Map<string, Map<string, string>>();
    for (const [, state = '', cell = ''] of section.matchAll(/^\| `(\w+)` \| (.* → .*|none: .*) \|$/gmu)) {
      written.set(
        state,
        new Map([...cell.matchAll(/`(\w+)` → `(\w+)`/gu)].map(([, event, to]) => [event!, to!])),
      );
    }
    assert.deepEqual([...written.keys()], STATES);
    for (const state of STATES) {
      const [doc, code] = [written.get(state), leadsTo(state)];
      assert.deepEqual(new Map([...doc!].sort()), new Map([...code].sort()), state);
    }
    for (const event of EVENTS)
      assert.match(section, new RegExp(`^\\|[^|]*\`${event}\`[^|]*\\| `, 'mu'), event);
    for (const state of STATES) assert.match(spec, new RegExp(`^\\| \`${state}\` \\|`, 'mu'), state);
  });

  it('reaches every state, uses every event, and has no dead end', () => {
    assert.deepEqual([...reached('idle')].sort(), [...STATES].sort());
    assert.deepEqual(
      [...new Set(STATES.flatMap((state) => [...leadsTo(state).keys()]))].sort(),
      [...EVENTS].sort(),
    );
    const goesOn = EVENTS.filter((event) => event !== 'cancel' && event !== 'fail');
    for (const state of STATES) {
      if (isOver(state)) continue;
      const ends = [...reached(state, goesOn)].filter(isOver);
      assert.ok(ends.length > 0 && ends.every((end) => end !== 'cancelled' && end !== 'failed'), state);
      assert.equal(next(state, 'cancel'), 'cancelled');
      assert.equal(next(state, 'fail'), 'failed');
    }
  });

  it('sends no row before content, and nothing past an undecided conflict', () => {
    const without = (skipped: SyncState) => {
      const found = new Set<SyncState>(['idle']);
      for (const state of found)
        if (state !== skipped) for (const to of leadsTo(state).values()) found.add(to);
      return found;
    };
    assert.equal(without('uploading').has('pushing'), false);
    assert.equal(without('reconciling').has('uploading'), false);
    assert.deepEqual([...reached('pausing')].sort(), ['cancelled', 'failed', 'paused', 'pausing']);
    for (const state of ['uploading', 'pushing', 'reconciling', 'relocating'] as const)
      assert.equal(
        reached(next('connecting', 'planning'), ['planning', 'rehearsed', 'progress']).has(state),
        false,
      );
  });

  it('throws for every event that a state does not know, and stays where it is', () => {
    for (const state of STATES) {
      for (const event of EVENTS) {
        if (leadsTo(state).has(event)) assert.equal(next(state, event), leadsTo(state).get(event));
        else assert.throws(() => next(state, event), IllegalTransition, `${state} ${event}`);
      }
    }
    const machine = new SyncMachine();
    assert.throws(() => machine.take('pushed'), { code: 'illegal-transition' });
    assert.equal(machine.state, 'idle');
  });

  it('does not compile where a step ends with an event of another state', () => {
    // @ts-expect-error a pull is never answered by the studio
    const wrong: ResultOf<'pulling'> = 'pushed';
    // @ts-expect-error being stopped is nobody's result
    const stopped: ResultOf<'pushing'> = 'cancel';
    // @ts-expect-error a state without a step
    const missing: Pick<Steps, 'idle'> extends Steps ? true : never = true;
    assert.deepEqual([wrong, stopped, missing], ['pushed', 'cancel', true]);
  });
});

describe('a run', () => {
  const steps = (over: Partial<Steps> = {}): Steps => ({
    idle: async () => 'start',
    connecting: async () => 'connected',
    resending: async () => 'settled',
    pulling: async () => 'pulled',
    reconciling: async () => 'applied',
    relocating: async () => 'relocated',
    uploading: async () => 'uploaded',
    pushing: async () => 'pushed',
    downloading: async () => 'downloaded',
    pausing: async () => 'previewed',
    rehearsing: async () => 'rehearsed',
    ...over,
  });
  const context = (signal?: AbortSignal, onProgress?: (told: Progress) => void): SyncContext => ({
    ...callContext({ ...(signal && { signal }), ...(onProgress && { onProgress }) }),
    project: undefined as never,
    studio: undefined as never,
    now: () => 0,
    alone: (work) => work(),
  });
  const traced = async (over: Partial<Steps>, given = context()) => {
    const trace: string[] = [];
    const failure = await drive(given, steps(over), (_level, message) =>
      trace.push(message.split(' → ')[1]!),
    ).then(
      () => undefined,
      (error: Error) => error,
    );
    return { trace, failure };
  };

  it('goes from state to state, back to pulling where others pushed in between', async () => {
    let pushes = 0;
    const { trace } = await traced({ pushing: async () => (pushes++ === 0 ? 'behind' : 'pushed') });
    const round = ['pulling', 'reconciling', 'relocating', 'uploading', 'pushing'];
    assert.deepEqual(trace, ['connecting', 'resending', ...round, ...round, 'downloading', 'done']);
  });

  it('ends failed with the step’s own error, or cancelled', async () => {
    const broken = new CairnError('studio-unreachable', 'gone');
    const failed = await traced({ uploading: () => Promise.reject(broken) });
    assert.deepEqual([failed.trace.at(-1), failed.failure], ['failed', broken]);
    const controller = new AbortController();
    const cancelled = await traced(
      {
        uploading: () => {
          controller.abort();
          return Promise.reject(new Error('whatever an aborted request ends with'));
        },
      },
      context(controller.signal),
    );
    assert.equal(cancelled.trace.at(-1), 'cancelled');
  });

  it('refuses what a step may not answer, and does nothing on it', async () => {
    const { trace, failure } = await traced({ pulling: async () => 'pushed' as never });
    assert.ok(failure instanceof IllegalTransition);
    assert.deepEqual(trace.slice(-2), ['pulling', 'failed']);
  });

  it('passes progress on while it runs, and not what is told late', async () => {
    const told: Progress[] = [];
    const one: Progress = { phase: 'upload', done: 1, total: 2, unit: 'bytes' };
    let late: (progress: Progress) => void = () => undefined;
    const { trace } = await traced(
      {
        uploading: async (run) => {
          late = run.context.progress;
          late(one);
          return 'uploaded';
        },
      },
      context(undefined, (progress) => told.push(progress)),
    );
    assert.equal(trace.at(-1), 'done');
    late(one);
    assert.deepEqual(told, [one]);
  });
});

describe('real syncs in their states', () => {
  useNoPauses();
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  /** Ben's project by another connection, and what happened in `work`. */
  const traced = async (work: (ports: SyncPorts) => Promise<unknown>) => {
    const project = await Project.open(ben.folder);
    const studio = createStudioSync(world.url, world.token('ben'), project.meta('project-id'));
    const trace: string[] = [];
    const log = (_level: string, message: string) => {
      if (message.startsWith('sync: ')) trace.push(message.slice('sync: '.length));
    };
    const ports: SyncPorts = {
      project,
      studio,
      now: Date.now,
      log,
      afterApply: async () => undefined,
      alone: (work) => work(),
    };
    const failure = await work(ports).then(
      () => undefined,
      (error: unknown) => error,
    );
    const left = leftBy(project);
    await studio.close();
    project.close();
    return { trace, failure, left };
  };
  const FIRST = [
    'idle → connecting',
    'connecting → resending',
    'resending → pulling',
    'pulling → reconciling',
  ];

  it('done: all the way', async () => {
    await ben.track('lib/rock', 'rock');
    const { trace, left } = await traced((ports) => runSync(ports));
    assert.deepEqual(trace, [
      ...FIRST,
      'reconciling → relocating',
      'relocating → uploading',
      'uploading → pushing',
      'pushing → downloading',
      'downloading → done',
    ]);
    assert.deepEqual(left, []);
  });

  it('paused on a conflict; the next run resumes what is staged', async () => {
    await ann.track('lib/rock', 'ann');
    await ann.sync();
    await ben.track('lib/rock', 'ben');
    const first = await traced((ports) => runSync(ports));
    assert.deepEqual(first.trace, [...FIRST, 'reconciling → pausing', 'pausing → paused']);
    assert.deepEqual(first.left, ['reconciling']);
    const second = await traced((ports) => runSync(ports));
    assert.deepEqual(second.trace[0], 'goes on with what an earlier one left');
    const { conflicts } = await ben.project.sync();
    await ben.project.resolve(conflicts[0]?.id ?? '', { choice: 'rename', name: 'mine' });
    assert.equal((await ben.sync()).outcome, 'done');
  });

  it('a dry run: rehearsed, with nothing applied or sent', async () => {
    await ann.track('lib/rock', 'ann');
    await ann.sync();
    const { trace, left } = await traced((ports) => planSync(ports, {}));
    assert.deepEqual(trace, [
      'idle → connecting',
      'connecting → pulling',
      'pulling → rehearsing',
      'rehearsing → planned',
    ]);
    assert.deepEqual(left, ['reconciling']);
  });

  it('an answer that is lost: failed, then resumed with the push that waits', async () => {
    await ben.track('lib/rock', 'ben');
    world.losePushAnswers(true);
    const lost = await traced((ports) => runSync(ports));
    assert.equal(lost.trace.at(-1), 'pushing → failed');
    assert.ok(CairnError.is(lost.failure));
    assert.deepEqual(lost.left, ['resending']);
    world.losePushAnswers(false);
    const again = await traced((ports) => runSync(ports));
    assert.equal(again.trace.at(-1), 'downloading → done');
    assert.deepEqual(again.left, []);
  });

  it('cancelled while it uploads', async () => {
    await ben.track('lib/rock', 'ben');
    const controller = new AbortController();
    const onProgress = ({ phase }: Progress) => {
      if (phase === 'upload') controller.abort();
    };
    const { trace, failure } = await traced((ports) =>
      runSync(ports, { signal: controller.signal, onProgress }),
    );
    assert.equal(trace.at(-1), 'uploading → cancelled');
    assert.ok(failure !== undefined);
  });
});
