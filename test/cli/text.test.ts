import assert from 'node:assert/strict';
import { type Change, changeInWords } from '../../cli/activityWords.ts';
import { attentionText } from '../../cli/commands/attention.ts';
import { conflictsText, decisionOf, resolvedText } from '../../cli/commands/conflicts.ts';
import { parseMine, parseVersion } from '../../cli/commands/files.ts';
import { editOf } from '../../cli/commands/metadata.ts';
import { statusText } from '../../cli/commands/status.ts';
import { planText, syncText } from '../../cli/commands/sync.ts';
import { refusedText } from '../../cli/refused.ts';
import { conflictsShape, logShape, statusShape } from '../../cli/shapes.ts';
import type {
  CheckpointView,
  Conflict,
  ConflictSide,
  Entry,
  Rejected,
  StatusReport,
} from '../../engine/api.ts';
import { entry as anEntry } from '../support/entries.ts';

const entry = (path: string, over: Partial<Entry>): Entry => anEntry(path, { id: null, size: 1, ...over });

const report: StatusReport = {
  project: { id: 'p', name: 'show', studio: 'http://s' },
  unsent: 2,
  watermark: 5,
  counts: {},
  conflicts: 0,
  toPull: 1,
  lastSync: Date.UTC(2026, 2, 1),
  renames: [],
  assets: [
    entry('calm.png', {}),
    entry('old.png', { state: 'outdated', latest: 3 }),
    entry('mine.png', { state: 'modified', flags: ['outdated', 'shared'], assignee: 'anna' }),
  ],
};

const side = (over: Partial<ConflictSide>): ConflictSide => ({
  id: 'i',
  path: 'art/rock.png',
  name: 'rock.png',
  kind: 'asset',
  author: 'anna',
  time: Date.UTC(2026, 2, 1),
  versions: 2,
  comments: ['wet\nrock'],
  size: 1_000_000,
  status: '',
  assignee: null,
  children: 0,
  preview: null,
  checkpointId: null,
  gone: null,
  ...over,
});

const locked: Rejected = {
  id: 'checkpoint:r',
  path: 'a.png',
  kind: 'checkpoint',
  code: 'locked',
  message: 'a task of ben',
  wayOut: 'separate',
};

const conflict: Conflict = {
  id: 'c1',
  kind: 'asset-name',
  path: 'art/rock.png',
  parent: null,
  choices: [
    { name: 'rename', enabled: true, effect: 'Yours takes a new name.' },
    { name: 'merge', enabled: false, reason: 'it is a task of ben', effect: '' },
  ],
  mine: side({}),
  theirs: side({ author: 'ben' }),
  suggestion: 'rock-2.png',
  decision: null,
};

describe('cli: for people', () => {
  it('status lists what needs something, in order of urgency, and what to do', () => {
    const lines = statusText(report, false).split('\n');
    assert.match(lines[0] ?? '', /^show \(http:\/\/s, last sync 2026-/u);
    assert.deepEqual(lines.slice(1), [
      '2 changes not sent yet',
      '  modified  mine.png  v1       @anna  outdated',
      '  outdated  old.png   v1 → v3',
      '1 asset up to date',
      'Next: cairn pull PATH…  ·  cairn sync',
    ]);
    assert.match(statusText(report, true), /normal +calm\.png/u);
    const renames = [{ id: 'x', kind: 'asset' as const, from: 'a.png', to: 'b\u001b.png' }];
    assert.match(statusText({ ...report, renames }, false), /Renamed .*:\n +a\.png +→ +b.\.png/u);
    assert.match(statusText({ ...report, renames }, false), /cairn mv FROM TO --decline/u);
  });

  it('status does not advise what would be refused, and says no version where none is known', () => {
    const next = (flags: Entry['flags'], state: Entry['state'] = 'modified') =>
      /Next: (.*)/u.exec(
        statusText({ ...report, unsent: 0, assets: [entry('a', { state, flags })] }, false),
      )?.[1];
    assert.match(next([], 'untracked') ?? '', /^cairn track/u);
    assert.equal(next(['name-refused'], 'untracked'), undefined);
    assert.match(next([]) ?? '', /^cairn checkpoint/u);
    assert.match(next(['outdated', 'locked']) ?? '', /^cairn pull/u);
    assert.equal(next(['locked']), undefined);
    const assets = [entry('a', { state: 'modified', base: 0, latest: 2 })];
    assert.match(statusText({ ...report, assets }, false), /a +\? → v2/u);
    const elsewhere = [entry('a', { state: 'metadata-only' })];
    assert.match(
      statusText({ ...report, assets: elsewhere }, false),
      /^metadata-only: not shared with you/mu,
    );
  });

  it('status does not call unsent what can be sent nowhere', () => {
    const assets = [entry('calm.png', { flags: ['unsent'] })];
    const alone = { ...report, assets, project: { ...report.project, studio: null } };
    assert.doesNotMatch(statusText(alone, false), /calm/u);
    assert.match(statusText({ ...report, assets }, false), /normal +calm\.png +v1 +unsent/u);
  });

  it('conflicts show both sides, each choice with its effect, and why one is not possible', () => {
    const text = conflictsText([conflict]);
    for (const part of ['c1  art/rock.png', 'two assets have one name', '"wet rock"', '--rename rock-2.png'])
      assert.ok(text.includes(part), part);
    assert.match(text, /--merge +not possible: it is a task of ben/u);
    assert.match(conflictsText([{ ...conflict, decision: { choice: 'merge' } }]), /decided: merge/u);
    assert.equal(conflictsText([]), 'No conflicts.');
    // What a dry run meets is not kept: `resolve` would not know it.
    assert.match(text, /cairn resolve ID/u);
    assert.doesNotMatch(conflictsText([conflict], false), /cairn resolve/u);
  });

  it('resolve tells what became of each conflict; of very many how many they are', () => {
    const decision = { choice: 'rename', name: 'rock-ben.png' } as const;
    assert.equal(resolvedText([{ id: 'c1', decision }], [conflict]), 'art/rock.png: rename rock-ben.png');
    assert.equal(resolvedText([{ id: 'c1', decision: null }], [conflict]), 'art/rock.png: undecided again');
    const many = Array.from({ length: 30 }, (_, index) => ({ id: `c${index}`, decision }));
    assert.equal(resolvedText(many, []), '30 conflicts: rename');
    assert.match(resolvedText([], []), /^No conflict of this kind/u);
  });

  it('a sync tells what moved, what gave way and what was not accepted', () => {
    const chunks = { uploaded: 1, downloaded: 0, bytesUp: 2_000_000, bytesDown: 0, bytesSaved: 500 };
    const rejected = [locked];
    const base = { watermark: 6, pushed: 1, pulled: 2, superseded: [], conflicts: [], chunks };
    const text = syncText({ ...base, outcome: 'attention', rejected });
    assert.match(text, /1 change sent, 2 received/u);
    assert.match(text, /2\.0 MB up, 500 B did not have to travel/u);
    assert.match(text, /a\.png +checkpoint +a task of ben/u);
    const none = syncText({ ...base, outcome: 'attention', pushed: 0, pulled: 0, rejected });
    assert.match(none, /^There was nothing else to send/u);
    assert.equal(
      syncText({
        ...base,
        chunks: { ...chunks, uploaded: 0, bytesSaved: 0 },
        outcome: 'done',
        pushed: 0,
        pulled: 0,
        rejected: [],
      }),
      'Up to date.',
    );
  });

  it('a dry run tells what would go, once for each item, and content that an earlier sync left to come', () => {
    const nothing = { push: [], pull: 0, conflicts: [], bytesUp: 0, bytesDown: 0 };
    assert.equal(planText(nothing), 'Up to date.');
    const left = { ...nothing, bytesDown: 5_000_000 };
    assert.equal(planText(left), 'Would receive 5.0 MB of content from before.');
    assert.equal(
      planText({ ...left, pull: 2 }),
      'Would receive 2 changes with their content, and 5.0 MB of content from before.',
    );
    const push = ['item', 'checkpoint', 'checkpoint'].map((kind) => ({ path: 'a.png', kind }));
    assert.deepEqual(planText({ ...nothing, push, bytesUp: 2_000 }).split('\n'), [
      'Would send 3 changes, up to 2.0 KB:',
      '  a.png  properties or place, 2 × new checkpoint',
      'There is nothing to receive.',
    ]);
  });

  it('what needs attention is listed by the ids that apply and discard take', () => {
    const edit = { id: '7', path: 'b.png', field: 'status', mine: 'done', theirs: 'wip', time: 0 };
    const text = attentionText([locked], [edit]);
    assert.match(text, /checkpoint:r +a\.png +a task of ben/u);
    assert.match(text, /7 +b\.png +status +done → wip/u);
    assert.match(text, /attention apply ID/u);
    assert.equal(attentionText([], []), 'Nothing needs attention.');
  });

  it('says once per reason what to do about refused files', () => {
    const refused = ['a', 'b'].map((path) => ({ path, code: 'modified', message: 'has edits' }));
    assert.equal(refusedText(refused).match(/--mine checkpoint/gu)?.length, 1);
    assert.equal(refusedText([]), '');
    const message = 'art/a.png is a task of ben.';
    const one = refusedText([{ path: 'art/a.png', code: 'locked', message }]).split('\n');
    assert.equal(one[1], '  art/a.png is a task of ben.', 'the path is said once');
    assert.equal(
      refusedText([{ path: 'b', code: 'locked', message: 'locked' }]).split('\n')[1],
      '  b: locked',
    );
  });

  it('status shows what the studio refused, collections too, and where the way out is', () => {
    const assets = [entry('art', { kind: 'collection', flags: ['rejected', 'unsent'] }), entry('b.png', {})];
    const text = statusText({ ...report, assets }, false);
    assert.match(text, /normal +art\/ +.*rejected/u);
    assert.match(text, /Next: cairn attention/u);
  });

  it('what happened is told with names, and of what is new only what somebody chose', () => {
    const names: Readonly<Record<string, string>> = { u1: 'ben', a1: 'rock.png' };
    const told = (kind: string, key: string, fields: Change['fields'], name = 'lamp.png') =>
      changeInWords({ kind, key, name, fields }, (id) => names[id]).trim();
    const made: Change['fields'] = {
      ...{ assetId: [null, 'a1'], contentHash: [null, 'ff'], version: [null, 2], size: [null, 11] },
      ...{ comment: [null, 'lit'], status: [null, ''], trashed: [null, false] },
    };
    assert.equal(told('checkpoint', 'c', made), 'checkpoint lamp.png  new, version 2, 11 B, "lit"');
    assert.equal(
      told('item', 'i', { kind: [null, 'collection'], shared: [null, true], parentId: [null, 'x'] }, 'art'),
      'collection art  new, shared',
    );
    assert.equal(
      told('item', 'i', { assigneeId: ['', 'u1'], task: [false, true] }),
      'item lamp.png  assignee: nothing → ben, task: no → yes',
    );
    assert.equal(told('tagging', 'i/hero', { present: [null, true] }), 'tag hero on lamp.png');
    assert.equal(told('tagging', 'i/hero', { present: [true, false] }), 'tag hero off lamp.png');
    assert.equal(told('dependency', 'i/a1', { present: [null, true] }), 'lamp.png needs rock.png');
    assert.equal(told('dependency', 'i/?', { present: [true, false] }), 'lamp.png no longer needs ?');
    assert.equal(told('project', 'p', { name: ['a', 'b'] }, ''), 'project  name: a → b');
    assert.equal(
      told('item', 'i', { description: ['', 'x\u001b[31m'.repeat(99)] }).includes('\u001b'),
      false,
    );
  });
});

describe('cli: for scripts', () => {
  it('times are ISO 8601, and a log is newest first', () => {
    assert.equal(statusShape(report).lastSync, '2026-03-01T00:00:00.000Z');
    assert.equal(statusShape({ ...report, lastSync: null }).lastSync, null);
    assert.equal(conflictsShape([conflict])[0]?.mine.time, '2026-03-01T00:00:00.000Z');
    const version = (n: number) => ({ version: n, time: n }) as CheckpointView;
    const log = logShape({ path: 'a', checkpoints: [version(1), version(3), version(2)] });
    assert.deepEqual(
      log.checkpoints.map((c) => [c.version, c.time.slice(0, 4)]),
      [
        [3, '1970'],
        [2, '1970'],
        [1, '1970'],
      ],
    );
  });
});

describe('cli: options', () => {
  it('resolve takes exactly one decision', () => {
    assert.deepEqual(decisionOf({ rename: 'b.png' }), { choice: 'rename', name: 'b.png' });
    assert.deepEqual(decisionOf({ rename: true }), { choice: 'rename' });
    assert.deepEqual(decisionOf({ stack: 'theirs' }), { choice: 'stack-theirs' });
    assert.deepEqual(decisionOf({ later: true }), { choice: 'later' });
    assert.equal(decisionOf({ undo: true }), null);
    for (const options of [{}, { merge: true, keep: true }, { merge: true, undo: true }, { stack: 'both' }])
      assert.throws(() => decisionOf(options), { code: 'usage' });
  });

  it('set needs something to set, and no contradiction', () => {
    assert.deepEqual(editOf({ resource: true, shared: 'no', description: '' }), {
      task: false,
      shared: false,
      description: '',
    });
    assert.throws(() => editOf({}), { code: 'usage' });
    assert.throws(() => editOf({ task: true, resource: true }), { code: 'usage' });
  });

  it('versions are numbers from 1', () => {
    assert.deepEqual(['3', 'v12'].map(parseVersion), [3, 12]);
    for (const text of ['0', '-1', '1.5', 'x', '', '99999999999'])
      assert.throws(() => parseVersion(text), text);
    assert.equal(parseMine('overwrite'), 'overwrite');
    assert.throws(() => parseMine('ask'));
  });
});
