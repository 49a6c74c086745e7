import assert from 'node:assert/strict';
import type { CheckpointView } from '../../engine/api.ts';
import { takeIn } from '../../extension/history/rows.ts';

const version = (number: number, over: Partial<CheckpointView> = {}): CheckpointView => ({
  version: number,
  id: `id-${number}`,
  author: 'ada',
  time: 0,
  comment: '',
  size: 1,
  status: '',
  contentHash: '',
  local: true,
  unsent: true,
  trashed: false,
  preview: null,
  ...over,
});

const words = ({ version: number, unsent, status }: CheckpointView): string =>
  `${number} ${unsent} ${status}`;

const drawn = (...checkpoints: readonly CheckpointView[]) =>
  checkpoints.map((checkpoint) => ({ checkpoint, shows: words(checkpoint) }));

describe('the rows of a history', () => {
  it('are left as they are where a look finds nothing else: a button that is being pressed stays', () => {
    const rows = drawn(version(2), version(1));
    assert.deepEqual(takeIn(rows, [version(2), version(1)], words), []);
    assert.deepEqual(takeIn([], [], words), []);
  });

  it('are drawn again one by one where only what they show changes, and once for that', () => {
    const rows = drawn(version(2), version(1));
    const sent = [version(2), version(1, { unsent: false, status: 'review' })];
    assert.deepEqual(takeIn(rows, sent, words), [rows[1]]);
    assert.equal(rows[1]?.checkpoint.status, 'review');
    assert.deepEqual(takeIn(rows, sent, words), []);
  });

  it('take in what they do not show without being drawn: commands are given what is so', () => {
    const rows = drawn(version(1));
    assert.deepEqual(takeIn(rows, [version(1, { local: false })], words), []);
    assert.equal(rows[0]?.checkpoint.local, false);
  });

  it('are all drawn again where versions came, went, or changed between trash and history', () => {
    const rows = drawn(version(2), version(1));
    for (const found of [
      [version(3), version(2), version(1)],
      [version(2)],
      [version(1), version(2)],
      [version(2), version(1, { trashed: true })],
    ])
      assert.equal(takeIn(rows, found, words), null);
    assert.equal(rows[1]?.checkpoint.trashed, false, 'nothing was taken in');
  });
});
