import assert from 'node:assert/strict';
import { plain } from '../../engine/domain/said.ts';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';
import { formatAgo } from '../../extension/format.ts';
import { NO_ATTENTION, type ProjectFacts, type Summary, UNKNOWN } from '../../extension/project/facts.ts';
import { renderStatus } from '../../extension/status/render.ts';
import { statusState } from '../../extension/status/state.ts';

const NOW = 1_700_000_000_000;

const summary: Summary = {
  project: { id: 'p', name: 'Lighthouse', studio: 'https://studio' },
  unsent: 0,
  watermark: 4,
  counts: {},
  conflicts: 0,
  toPull: 0,
  lastSync: NOW - 3_600_000,
  checkpointed: false,
  renames: [],
};
const facts = (part: Partial<ProjectFacts> = {}, part2: Partial<Summary> = {}): ProjectFacts => ({
  ...UNKNOWN,
  attention: NO_ATTENTION,
  signedIn: true,
  summary: { ...summary, ...part2 },
  ...part,
});
const failure = (code: ErrorCode): CairnError => new CairnError(code, `said ${code}`);
const ago = (time: number): string => formatAgo(time, NOW, 'en');
const look = (known: ProjectFacts | null) => renderStatus(statusState(known), plain, ago, null);

describe('the status bar item', () => {
  it('says that all is well, and since when', () => {
    const { text, tooltip, colour, click } = look(facts());
    assert.deepEqual([text, colour, click], ['$(check) Up to date', null, 'sync']);
    assert.match(tooltip.join(' '), /1 hour ago/u);
  });

  it('counts what is not sent and what is left to pull', () => {
    assert.equal(look(facts({}, { unsent: 3, toPull: 2 })).text, '$(sync) ↑3 ↓2');
    assert.equal(look(facts({}, { unsent: 3 })).text, '$(sync) ↑3');
    assert.equal(look(facts({}, { toPull: 2 })).text, '$(sync) ↓2');
  });

  it('shows phase, percent and bytes while syncing, and a click offers Cancel', () => {
    const progress = { phase: 'upload', done: 5e6, total: 10e6, unit: 'bytes' } as const;
    const { text, tooltip, click, actions } = look(facts({ syncing: { progress } }));
    assert.equal(text, '$(sync~spin) Uploading 50%, 5.0 MB of 10.0 MB');
    assert.match(tooltip[0] ?? '', /5\.0 MB of 10\.0 MB/u);
    assert.deepEqual([click, actions], ['cancel', ['cancelSync']]);
    const rows = { phase: 'push', done: 5, total: 10, unit: 'rows' } as const;
    assert.equal(look(facts({ syncing: { progress: rows } })).text, '$(sync~spin) Sending changes 50%');
    assert.equal(look(facts({ syncing: { progress: null } })).text, '$(sync~spin) Syncing…');
  });

  it('puts conflicts before anything but a running sync, in the colour of a warning', () => {
    const { text, colour, click } = look(facts({ signedIn: false }, { conflicts: 2, unsent: 3 }));
    assert.deepEqual([text, colour, click], ['$(warning) 2 conflicts', 'warning', 'conflicts']);
  });

  it('tells offline from failed, and gives the reason of the latter', () => {
    assert.equal(
      look(facts({ syncFailure: failure('studio-unreachable') })).text,
      '$(debug-disconnect) Cairn: offline',
    );
    const failed = look(facts({ syncFailure: failure('disk-full') }));
    assert.deepEqual([failed.text, failed.colour], ['$(error) Cairn: sync failed', 'error']);
    assert.match(failed.tooltip.join(' '), /disk is full/u);
  });

  it('asks to sign in where there is no session, or it ended', () => {
    for (const known of [facts({ signedIn: false }), facts({ syncFailure: failure('session-expired') })]) {
      assert.deepEqual([look(known).text, look(known).click], ['$(account) Cairn: signed out', 'sign-in']);
    }
  });

  it('offers to publish what is on this machine only', () => {
    const local = look(
      facts({ signedIn: null }, { project: { ...summary.project, studio: null }, unsent: 1 }),
    );
    assert.equal(local.click, 'publish');
    assert.match(local.tooltip.join(' '), /1 change of yours/u);
  });

  it('says why a project cannot be read', () => {
    const broken = look({ ...UNKNOWN, broken: failure('project-newer') });
    assert.deepEqual([broken.colour, broken.click], ['error', 'reopen']);
    assert.match(broken.tooltip.join(' '), /newer Cairn/u);
  });

  it('tells of the last sync and of what waits in every state that has a studio, and offers what helps', () => {
    const waiting = { unsent: 3, toPull: 1 };
    const states: [ProjectFacts, string[]][] = [
      [facts({}, waiting), ['whatWillSync']],
      [facts({}, { ...waiting, conflicts: 1 }), []],
      [facts({ signedIn: false }, waiting), []],
      [facts({ syncFailure: failure('studio-unreachable') }, waiting), ['showLog']],
      [facts({ syncFailure: failure('disk-full') }, waiting), ['whatWillSync', 'showLog']],
    ];
    for (const [known, offered] of states) {
      const { tooltip, text, actions } = look(known);
      assert.match(tooltip.join(' '), /3 changes of yours .* 1 file waits .* Last sync: 1 hour ago/u, text);
      assert.deepEqual(actions, offered, text);
    }
    assert.deepEqual(look({ ...UNKNOWN, broken: failure('project-newer') }).actions, ['showLog']);
  });

  it('has a label without icons, with the state and the reason in words', () => {
    const states = [
      null,
      facts(),
      UNKNOWN,
      facts({}, { conflicts: 1 }),
      facts({ syncing: { progress: null } }),
    ];
    for (const known of states) {
      const { label } = look(known);
      assert.doesNotMatch(label, /\$\(/u);
      assert.match(label, /^Cairn: .+\. .+/u);
    }
  });

  it('names the project where there are several', () => {
    assert.equal(
      renderStatus(statusState(facts()), plain, ago, 'Lighthouse').text,
      '$(check) Up to date (Lighthouse)',
    );
  });
});
