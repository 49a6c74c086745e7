import assert from 'node:assert/strict';
import { Names } from '../../webview-ui/names.ts';
import type { ToHost } from '../../webview-ui/protocol.ts';
import { conflict } from './conflicts.ts';

const checked = (name: string, problem: string | null) =>
  ({ type: 'name-checked', conflictId: 'a', name, problem }) as const;

/** The names, and how to wait for the next message they send. */
function start(): { names: Names; sent: ToHost[]; next: () => Promise<ToHost> } {
  const sent: ToHost[] = [];
  let wake: ((message: ToHost) => void) | undefined;
  const names = new Names(
    (message) => {
      sent.push(message);
      wake?.(message);
    },
    () => undefined,
  );
  const next = (): Promise<ToHost> =>
    new Promise((done) => {
      wake = done;
    });
  return { names, sent, next };
}

describe('the conflict page: names being typed', () => {
  it('checks the suggestion when renaming begins, and decides once it is free', () => {
    const { names, sent } = start();
    names.begin(conflict('a'));
    assert.deepEqual(sent, [{ type: 'check-name', conflictId: 'a', name: 'hero (ada).png' }]);
    assert.equal(names.checking('a'), true);
    names.checked(checked('hero (ada).png', null));
    assert.deepEqual(sent[1], {
      type: 'resolve',
      conflictId: 'a',
      decision: { choice: 'rename', name: 'hero (ada).png' },
    });
    assert.equal(names.unsettled, false);
  });

  it('takes the decision back while another name is typed, and checks only the last', async () => {
    const { names, sent, next } = start();
    const decided = conflict('a', { decision: { choice: 'rename', name: 'old.png' } });
    names.type(decided, 'n');
    names.type(conflict('a'), 'new.png');
    const check = await next();
    assert.deepEqual(check, { type: 'check-name', conflictId: 'a', name: 'new.png' });
    assert.deepEqual(sent[0], { type: 'resolve', conflictId: 'a', decision: null });
    assert.equal(sent.length, 2);
  });

  it('does not decide on a refused name, nor by an answer to an older one', () => {
    const { names, sent } = start();
    names.begin(conflict('a'));
    names.checked(checked('hero (ada).png', 'taken'));
    assert.equal(names.problem('a'), 'taken');
    assert.equal(names.unsettled, true);
    names.type(conflict('a'), 'other.png');
    names.checked(checked('hero (ada).png', null));
    assert.equal(sent.filter((message) => message.type === 'resolve').length, 0);
    names.drop('a');
    assert.equal(names.unsettled, false);
  });

  it('forgets a draft once the engine has recorded it, and keeps one that it has not', () => {
    const { names } = start();
    names.begin(conflict('a'));
    names.checked(checked('hero (ada).png', null));
    names.settle([conflict('a')]);
    assert.equal(names.renaming(conflict('a')), true);
    names.settle([conflict('a', { decision: { choice: 'rename', name: 'hero (ada).png' } })]);
    assert.equal(names.renaming(conflict('a')), false);
  });
});
