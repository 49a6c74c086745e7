import assert from 'node:assert/strict';
import { decodeRow, encodeRow } from '../../../engine/domain/wire.ts';
import { checkpoint, contentOf, item } from '../../support/changes.ts';

describe('a row from elsewhere', () => {
  const rock = item({ name: 'rock' });
  const decoded = (time: number) => {
    const version = { ...checkpoint(rock.id, contentOf(Buffer.from('x'))), createdAt: time };
    decodeRow(encodeRow({ kind: 'checkpoint', revision: 1, row: version }));
    decodeRow(encodeRow({ kind: 'item', revision: 1, row: { ...rock, createdAt: time } }));
  };

  it('is of a time that can be shown', () => {
    for (const time of [0, Date.now(), 8.64e15]) decoded(time);
    for (const time of [-1, 8.64e15 + 1, Number.MAX_SAFE_INTEGER, Number.NaN])
      assert.throws(() => decoded(time), /time/u, `${time}`);
  });
});
