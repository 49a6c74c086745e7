import assert from 'node:assert/strict';
import type { Decision } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import { ConflictSession, type ConflictSource } from '../../extension/conflicts/session.ts';
import { UNKNOWN } from '../../extension/project/facts.ts';
import { pageHtml } from '../../extension/ui/pageHtml.ts';
import type { ToPage } from '../../webview-ui/protocol.ts';

class Talk {
  readonly posted: ToPage[] = [];
  readonly decided: [string, Decision | null][] = [];
  readonly malformed: string[] = [];
  resumed = 0;
  failing: CairnError | null = null;
  readonly session: ConflictSession;

  constructor() {
    const source: ConflictSource = {
      name: 'Lighthouse',
      facts: UNKNOWN,
      refresh: async () => undefined,
      api: async () => ({
        resolve: async (id, decision) => {
          if (this.failing !== null) throw this.failing;
          this.decided.push([id, decision]);
        },
        checkRename: async (_id, name) => (name === 'taken' ? 'it is taken' : null),
        conflictHistory: async () => ({ mine: [], theirs: [] }),
        preview: async () => ({ mediaType: 'image/png', data: new Uint8Array([1, 2, 3]) }),
      }),
    };
    this.session = new ConflictSession(source, {
      post: (message) => this.posted.push(message),
      resume: () => this.resumed++,
      explain: (error) => (error as Error).message,
      malformed: (problem) => this.malformed.push(problem),
    });
  }
}

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

  it('checks names, brings previews, and goes on with the sync', async () => {
    const talk = new Talk();
    await talk.session.receive({ type: 'check-name', conflictId: 'a', name: 'taken' });
    await talk.session.receive({ type: 'preview', checkpointId: 'c' });
    await talk.session.receive({ type: 'continue' });
    assert.deepEqual(talk.posted, [
      { type: 'name-checked', conflictId: 'a', name: 'taken', problem: 'it is taken' },
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
