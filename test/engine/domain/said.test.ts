import assert from 'node:assert/strict';
import { english, inWords, plain, retold, said, type Translate } from '../../../engine/domain/said.ts';
import { CairnError } from '../../../engine/errors.ts';

const why = said`the disk is full`;
const sentence = said`Cannot write ${'a {1}.png'}: ${why} (${3} of ${10})`;

describe('a sentence', () => {
  it('has its parts apart, and is English by itself', () => {
    assert.equal(sentence.template, 'Cannot write {0}: {1} ({2} of {3})');
    assert.equal(english(sentence), 'Cannot write a {1}.png: the disk is full (3 of 10)');
    assert.equal(english(said`Nothing`), 'Nothing');
  });

  it('is said in another language in an order of its own, with the sentences in it', () => {
    const texts: Readonly<Record<string, string>> = {
      'Cannot write {0}: {1} ({2} of {3})': '{1}: {0}, {3}/{2}',
      'the disk is full': 'kein Platz',
    };
    const t: Translate = (text, ...args) => plain(texts[text] ?? text, ...args);
    assert.equal(inWords(sentence, t), 'kein Platz: a {1}.png, 10/3');
  });

  it('can have its texts changed, also those of sentences in it', () => {
    const outer = said`${said`Look at ${'/proc/self/fd/9/b'}`}, ${5} times`;
    const known = retold(outer, (text) => text.replace('/proc/self/fd/9', '/work'));
    assert.equal(english(known), 'Look at /work/b, 5 times');
  });

  it('is an error’s message', () => {
    const error = new CairnError('usage', sentence);
    assert.equal(error.message, english(sentence));
    assert.deepEqual(error.said, sentence);
    assert.equal(new CairnError('usage', 'as text').said, undefined);
  });
});
