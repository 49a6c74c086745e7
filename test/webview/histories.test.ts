import assert from 'node:assert/strict';
import { OpenHistories } from '../../webview-ui/histories.ts';
import { conflict, side } from './conflicts.ts';

const arrived = (conflictId: string) => ({ type: 'history', conflictId, mine: [], theirs: [] }) as const;
const none = { mine: [], theirs: [] };

/** The histories, and the conflicts that they were asked of. */
function start(): { histories: OpenHistories; asked: string[] } {
  const asked: string[] = [];
  const histories = new OpenHistories(
    (message) => {
      assert.equal(message.type, 'history');
      asked.push(message.conflictId);
    },
    () => undefined,
  );
  return { histories, asked };
}

describe('the conflict page: histories of both sides', () => {
  const before = conflict('a', { mine: side({ checkpointId: 'mine 1' }) });
  const after = conflict('a', { mine: side({ checkpointId: 'mine 2' }) });

  it('are asked for when they are opened, and shown once they are here', () => {
    const { histories, asked } = start();
    assert.equal(histories.of('a'), undefined);
    histories.toggle(before);
    assert.equal(histories.of('a'), null);
    histories.arrived(arrived('a'));
    assert.deepEqual(histories.of('a'), none);
    histories.toggle(before);
    histories.arrived(arrived('a'));
    assert.equal(histories.of('a'), undefined);
    assert.deepEqual(asked, ['a']);
  });

  it('that cannot be had are closed, and can be asked for again', () => {
    const { histories, asked } = start();
    histories.toggle(before);
    histories.failed('a');
    assert.equal(histories.of('a'), undefined);
    histories.toggle(before);
    assert.equal(histories.of('a'), null);
    assert.deepEqual(asked, ['a', 'a']);
  });

  it('are fetched again when a side has another newest version, and what is shown stays until then', () => {
    const { histories, asked } = start();
    histories.toggle(before);
    histories.arrived(arrived('a'));
    histories.refresh([{ ...before, decision: { choice: 'merge' } }, conflict('b')]);
    assert.deepEqual(asked, ['a']);
    histories.refresh([after, conflict('b')]);
    histories.refresh([after, conflict('b')]);
    assert.deepEqual(asked, ['a', 'a']);
    histories.failed('a');
    assert.deepEqual(histories.of('a'), none);
  });

  it('of a conflict that is gone are forgotten', () => {
    const { histories, asked } = start();
    histories.toggle(before);
    histories.refresh([conflict('b')]);
    assert.equal(histories.of('a'), undefined);
    assert.deepEqual(asked, ['a']);
  });
});
