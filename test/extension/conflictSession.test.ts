import assert from 'node:assert/strict';
import type { Conflict, ConflictSide, Decision } from '../../engine/api.ts';
import { plain, said, type Translate } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import { ConflictSession, type ConflictSource } from '../../extension/conflicts/session.ts';
import { UNKNOWN } from '../../extension/project/facts.ts';
import { pageHtml } from '../../extension/ui/pageHtml.ts';
import type { ToPage } from '../../webview-ui/protocol.ts';
import { conflict } from '../webview/conflicts.ts';

const GERMAN: Readonly<Record<string, string>> = {
  'it is taken': 'vergeben',
  'It goes to {0}.': 'Es geht nach {0}.',
};
const german: Translate = (text, ...args) => plain(GERMAN[text] ?? text, ...args);

class Talk {
  readonly posted: ToPage[] = [];
  readonly decided: [string, Decision | null][] = [];
  readonly malformed: string[] = [];
  resumed = 0;
  failing: CairnError | null = null;
  refresh = async (): Promise<void> => undefined;
  readonly session: ConflictSession;

  constructor(conflicts: readonly Conflict[] = []) {
    const source: ConflictSource = {
      name: 'Lighthouse',
      facts: { ...UNKNOWN, attention: { ...UNKNOWN.attention, conflicts } },
      refresh: () => this.refresh(),
      api: async () => ({
        resolve: async (id, decision) => {
          if (this.failing !== null) throw this.failing;
          this.decided.push([id, decision]);
        },
        checkRename: async (_id, name) => (name === 'taken' ? said`it is taken` : null),
        conflictHistory: async () => {
          if (this.failing !== null) throw this.failing;
          return { mine: [], theirs: [] };
        },
        preview: async () => ({ mediaType: 'image/png', data: new Uint8Array([1, 2, 3]) }),
      }),
    };
    this.session = new ConflictSession(source, {
      post: (message) => this.posted.push(message),
      resume: () => this.resumed++,
      explain: (error) => (error as Error).message,
      malformed: (problem) => this.malformed.push(problem),
      t: german,
    });
  }
}

const SIDE: ConflictSide = {
  ...{
    id: 'a',
    path: 'a',
    name: 'a',
    kind: 'asset',
    author: '',
    time: 0,
    versions: 1,
    comments: [],
    size: 0,
  },
  ...{ status: '', assignee: null, children: 0, preview: null, checkpointId: null, gone: null },
};
const CONFLICT: Conflict = {
  ...{ id: 'c', kind: 'asset-name', path: 'a', parent: null, suggestion: 'b', decision: null },
  ...{ mine: SIDE, theirs: SIDE, choices: [] },
};

const state = (error: string | null): ToPage => ({
  type: 'state',
  project: 'Lighthouse',
  conflicts: [],
  syncing: false,
  error,
});

describe('the conversation with the conflict page', () => {
  it('begins with the state of the engine', async () => {
    const talk = new Talk();
    await talk.session.receive({ type: 'ready' });
    assert.deepEqual(talk.posted, [state(null)]);
  });

  it('says what the choices do in the reader’s language, and in English what an older version found', async () => {
    const effect = said`It goes to ${'b'}.`;
    const reason = said`it is taken`;
    const talk = new Talk([
      {
        ...CONFLICT,
        choices: [
          { name: 'rename', enabled: true, effect: 'It goes to b.', said: { effect } },
          { name: 'merge', enabled: false, effect: 'It goes.', reason: 'taken', said: { effect, reason } },
          { name: 'later', enabled: true, effect: 'From before.' },
        ],
      },
    ]);
    await talk.session.receive({ type: 'ready' });
    const [shown] = talk.posted;
    assert.ok(shown?.type === 'state');
    assert.deepEqual(shown.conflicts[0]?.choices, [
      { name: 'rename', enabled: true, effect: 'Es geht nach b.' },
      { name: 'merge', enabled: false, effect: 'Es geht nach b.', reason: 'vergeben' },
      { name: 'later', enabled: true, effect: 'From before.' },
    ]);
  });

  it('records decisions, one or many, and answers with one state', async () => {
    const talk = new Talk();
    const rename = { choice: 'rename', name: 'rock-2.png' } as const;
    await talk.session.receive({
      type: 'resolve-all',
      decisions: [
        { conflictId: 'a', decision: rename },
        { conflictId: 'b', decision: null },
      ],
    });
    assert.deepEqual(talk.decided, [
      ['a', rename],
      ['b', null],
    ]);
    assert.deepEqual(talk.posted, [state(null)]);
  });

  it('shows a decision at once, and those taken meanwhile with it, whatever is still looked at', async () => {
    const one = (id: string, decision: Decision | null = null) => conflict(id, { decision });
    const merge: Decision = { choice: 'merge' };
    const facts = (...conflicts: Conflict[]) => ({
      ...UNKNOWN,
      attention: { ...UNKNOWN.attention, conflicts },
    });
    const posted: (Decision | null)[][] = [];
    const looks: PromiseWithResolvers<void>[] = [];
    const source = {
      name: 'Lighthouse',
      facts: facts(one('a'), one('b')),
      refresh: () => {
        const look = Promise.withResolvers<void>();
        looks.push(look);
        return look.promise;
      },
      api: async () => ({
        resolve: async () => undefined,
        checkRename: async () => null,
        preview: async () => null,
        conflictHistory: async () => ({ mine: [], theirs: [] }),
      }),
    };
    const session = new ConflictSession(source, {
      post: (message) => {
        if (message.type === 'state') posted.push(message.conflicts.map(({ decision }) => decision));
      },
      ...{ t: plain, resume: () => undefined, explain: String, malformed: () => undefined },
    });
    const first = session.receive({ type: 'resolve', conflictId: 'a', decision: merge });
    while (looks.length < 1) await new Promise((resolve) => setImmediate(resolve));
    const second = session.receive({ type: 'resolve', conflictId: 'b', decision: merge });
    while (looks.length < 2) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(posted, [
      [merge, null],
      [merge, merge],
    ]);
    // What was looked at before the second decision does not know it.
    source.facts = facts(one('a', merge), one('b'));
    looks[0]?.resolve();
    await first;
    assert.deepEqual(posted.at(-1), [merge, merge]);
    source.facts = facts(one('a', merge), one('b', merge));
    looks[1]?.resolve();
    await second;
    assert.deepEqual(posted.at(-1), [merge, merge]);
  });

  it('checks names, brings previews, and goes on with the sync', async () => {
    const talk = new Talk();
    await talk.session.receive({ type: 'check-name', conflictId: 'a', name: 'taken' });
    await talk.session.receive({ type: 'preview', checkpointId: 'c' });
    await talk.session.receive({ type: 'continue' });
    assert.deepEqual(talk.posted, [
      { type: 'name-checked', conflictId: 'a', name: 'taken', problem: 'vergeben' },
      { type: 'preview', checkpointId: 'c', mediaType: 'image/png', base64: 'AQID' },
    ]);
    assert.equal(talk.resumed, 1);
  });

  it('shows what the engine refused, until the next message', async () => {
    const talk = new Talk();
    talk.failing = new CairnError('not-found', 'that conflict is gone');
    await talk.session.receive({ type: 'resolve', conflictId: 'a', decision: { choice: 'merge' } });
    await talk.session.receive({ type: 'ready' });
    assert.deepEqual(talk.posted, [state('that conflict is gone'), state(null)]);
  });

  it('says so when there are no histories to be had, and why', async () => {
    const talk = new Talk();
    talk.failing = new CairnError('not-found', 'that conflict is gone');
    await talk.session.receive({ type: 'history', conflictId: 'a' });
    assert.deepEqual(talk.posted, [{ type: 'no-history', conflictId: 'a' }, state('that conflict is gone')]);
  });

  it('believes the facts again also where looking after a decision failed', async () => {
    const talk = new Talk([CONFLICT]);
    talk.refresh = async () => {
      talk.refresh = async () => undefined;
      throw new CairnError('unexpected', 'no look');
    };
    await talk.session.receive({ type: 'resolve', conflictId: 'c', decision: { choice: 'merge' } });
    const shown = talk.posted.map((message) => message.type === 'state' && message.conflicts[0]?.decision);
    assert.deepEqual(shown, [{ choice: 'merge' }, null]);
  });

  it('does nothing for a message that is not of the protocol', async () => {
    const talk = new Talk();
    for (const odd of [null, 'ready', { type: 'resolve' }, { type: 'run', command: 'x' }]) {
      await talk.session.receive(odd);
    }
    assert.equal(talk.malformed.length, 4);
    assert.deepEqual([talk.posted, talk.decided, talk.resumed], [[], [], 0]);
  });
});

describe('the page itself', () => {
  const html = pageHtml({
    script: 'https://file/webview.js?a&b',
    nonce: 'abc',
    language: 'en',
    title: 'Conflicts: <b>"x"</b>',
    texts: { '</script><b>': '<!--' },
  });

  it('allows its own script and data images, nothing else', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/u.exec(html) ?? [];
    assert.equal(policy, "default-src 'none'; script-src 'nonce-abc'; img-src data:; font-src 'none'");
    assert.equal(html.match(/<script/gu)?.length, 1);
    assert.match(html, /<script type="module" nonce="abc" src="https:\/\/file\/webview\.js\?a&#38;b">/u);
  });

  it('shows a project name as text', () => {
    assert.match(html, /<title>Conflicts: &#60;b&#62;&#34;x&#34;&#60;\/b&#62;<\/title>/u);
  });
});
