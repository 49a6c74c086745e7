import assert from 'node:assert/strict';
import type { Progress } from '../../engine/api.ts';
import { plain, said } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import { forEachOf } from '../../extension/operations/several.ts';
import { severalWords } from '../../extension/operations/severalWords.ts';

const NAMES = ['a.png', 'b.png', 'c.png', 'd.png', 'e.png'];
const self = (name: string): string => name;

/** Fails for those named, with that error. */
const failing = (errors: Readonly<Record<string, CairnError>>, changed: string[] = []) => {
  const change = async (name: string): Promise<void> => {
    const error = errors[name];
    if (error !== undefined) throw error;
    changed.push(name);
  };
  return { change, changed };
};

const locked = (path: string) => new CairnError('locked', 'a task of ben', { path, assignee: 'ben' });
const full = new CairnError('disk-full', 'no room');

describe('the same change of several things', () => {
  it('goes on where one is refused, and tells what and why', async () => {
    const { change, changed } = failing({ 'b.png': locked('b.png'), 'd.png': locked('d.png') });
    const outcome = await forEachOf(NAMES, self, change);
    assert.deepEqual(changed, ['a.png', 'c.png', 'e.png']);
    assert.equal(outcome.done, 3);
    assert.deepEqual(
      outcome.refused.map(({ path, code }) => [path, code]),
      [
        ['b.png', 'locked'],
        ['d.png', 'locked'],
      ],
    );
    const words = severalWords(outcome, plain) ?? '';
    assert.match(words, /^3 of 5 were done, the rest is as it was\. b\.png is a task of somebody else/u);
    assert.match(words, /\(and 1 more like it\)$/u);
  });

  it('stops at what would meet all the others too', async () => {
    const { change, changed } = failing({ 'c.png': full });
    const outcome = await forEachOf(NAMES, self, change);
    assert.deepEqual([changed, outcome.left, outcome.stopped], [['a.png', 'b.png'], 3, full]);
    assert.equal(
      severalWords(outcome, plain),
      '2 of 5 were done, the rest is as it was. 3 were not tried: The disk is full. What was there before is as it was. Make room and try again.',
    );
  });

  it('ends where the user cancels, with what was done until then', async () => {
    const cancel = new AbortController();
    const outcome = await forEachOf(
      NAMES,
      self,
      async (name) => {
        if (name === 'b.png') cancel.abort();
      },
      { signal: cancel.signal },
    );
    assert.deepEqual([outcome.done, outcome.left, outcome.stopped?.code], [2, 3, 'cancelled']);
    assert.match(severalWords(outcome, plain) ?? '', /^2 of 5 were done.* 3 were not tried: Cancelled\.$/u);
  });

  it('says how far it is', async () => {
    const steps: Progress[] = [];
    await forEachOf(NAMES, self, failing({}).change, { onProgress: (step) => steps.push(step) });
    assert.deepEqual(
      steps.map(({ done, total, path }) => [done, total, path]),
      NAMES.map((name, index) => [index, 5, name]),
    );
  });

  it('says nothing where all was done, and the reason alone where there was one', async () => {
    assert.equal(severalWords(await forEachOf(NAMES, self, failing({}).change), plain), null);
    const taken = new CairnError('name-taken', said`${'props'} exists already`, { path: 'props' });
    const one = await forEachOf(['a.png'], self, failing({ 'a.png': taken }).change);
    assert.equal(severalWords(one, plain), 'a.png: props exists already. Choose another name.');
  });

  it('gives two reasons, and counts what there is beside them', async () => {
    const errors = {
      'a.png': locked('a.png'),
      'b.png': new CairnError('newest-version', 'newest'),
      'c.png': new CairnError('forbidden', 'no'),
      'd.png': new CairnError('outdated', 'old'),
      'e.png': new CairnError('outdated', 'old'),
    };
    const words = severalWords(await forEachOf(NAMES, self, failing(errors).change), plain) ?? '';
    assert.match(words, /^None of 5 was done\. a\.png is a task.* The newest version of b\.png/u);
    assert.match(words, /3 more for other reasons\.$/u);
  });
});
