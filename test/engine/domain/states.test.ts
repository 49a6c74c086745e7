import assert from 'node:assert/strict';
import { assetState } from '../../../engine/domain/states.ts';
import { Tally } from '../../../engine/snapshot/tally.ts';

interface Version {
  readonly version: number;
  readonly contentHash: string;
}
interface Case {
  readonly file: string;
  readonly base: Version;
  readonly latest: Version;
  readonly obtainable: boolean;
  readonly moved: boolean;
}
const v1 = { version: 1, contentHash: '1' };
const v2 = { version: 2, contentHash: '2' };
const v3 = { version: 3, contentHash: '1' };

describe('asset states', () => {
  const table: [what: string, facts: Partial<Case>, state: string, flags: string[]][] = [
    ['the newest version', { file: '2', base: v2, latest: v2 }, 'normal', []],
    ['edited since the newest', { file: 'x', base: v2, latest: v2 }, 'modified', []],
    ['an older version, unedited', { file: '1', base: v1, latest: v2 }, 'outdated', []],
    ['an older version, edited', { file: 'x', base: v1, latest: v2 }, 'modified', ['outdated']],
    ['reverted: an older version’s bytes on the newest', { file: '1', base: v2, latest: v2 }, 'modified', []],
    ['already the newest bytes, whatever it was based on', { file: '2', base: v1, latest: v2 }, 'normal', []],
    ['the newest bytes, which the base has too', { file: '1', base: v1, latest: v3 }, 'normal', []],
    ['turned up with unknown bytes', { file: 'x', latest: v2 }, 'modified', ['outdated']],
    ['turned up with the newest bytes', { file: '2', latest: v2 }, 'normal', []],
    ['no file, content to be had', { latest: v2 }, 'rebuild', []],
    ['no file, no right to the content', { latest: v2, obtainable: false }, 'metadata-only', []],
    ['no file and no version', {}, 'metadata-only', []],
    ['moved by a teammate', { file: '2', base: v2, latest: v2, moved: true }, 'outdated', ['moved']],
    ['moved and edited', { file: 'x', base: v2, latest: v2, moved: true }, 'modified', ['moved']],
  ];
  for (const [what, facts, state, flags] of table) {
    it(`${what}: ${state}${flags.length ? ` (${flags})` : ''}`, () => {
      const { file, base, latest, obtainable = true, moved = false } = facts;
      const equals = { isLatest: file === latest?.contentHash, isBase: file === base?.contentHash };
      const told = {
        file: file === undefined ? undefined : equals,
        base: base?.version ?? null,
        latest: latest?.version ?? null,
        obtainable,
        moved,
      };
      assert.deepEqual(assetState(told), { state, flags });
    });
  }

  it('a collection shows the most urgent below it', () => {
    const tally = new Tally();
    assert.equal(tally.mostUrgent, 'normal');
    for (const state of ['normal', 'outdated', 'untracked', 'modified'] as const) tally.add(state, 1);
    assert.equal(tally.mostUrgent, 'modified');
    tally.add('modified', -1);
    assert.equal(tally.mostUrgent, 'outdated');
    assert.deepEqual(tally.counts, { normal: 1, untracked: 1, outdated: 1 });
  });
});
