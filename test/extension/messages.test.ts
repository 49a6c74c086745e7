import assert from 'node:assert/strict';
import { refused } from '../../engine/actions/refusal.ts';
import { explainRefused } from '../../engine/domain/names.ts';
import { plain, said } from '../../engine/domain/said.ts';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';
import { explain, explainRefusal } from '../../extension/messages.ts';
import { decodeError, encodeError } from '../../extension/rpc/errors.ts';
import { german } from '../support/german.ts';

const text = (code: ErrorCode, details: Record<string, unknown> = {}): string =>
  explain(new CairnError(code, `raw ${code}`, details), plain).text;

describe('what an error says to people', () => {
  it('names what happened, what was kept and what to do', () => {
    assert.equal(
      text('file-locked', { path: 'a/rock.blend' }),
      'a/rock.blend is held open by another program. Your file is as it was. Close it there and try again.',
    );
    assert.equal(
      text('locked', { path: 'hero.ma', assignee: 'ben' }),
      'hero.ma is a task of ben, and only they may checkpoint it. Your file is as it was. ' +
        'Ask for the assignment, or save your work as a new asset.',
    );
  });

  it('says how much room is needed where that is known', () => {
    assert.match(text('disk-full', { needed: 3e9 }), /3\.0 GB are needed/u);
    assert.match(text('disk-full'), /The disk is full\./u);
  });

  it('says in the reader’s language what the engine says, with sentences in sentences', () => {
    const refused = { name: 'con', problem: 'device-name', suggestion: '_con' } as const;
    const error = new CairnError('name-refused', explainRefused(refused));
    assert.equal(
      error.message,
      '"con" cannot be used: Windows reserves this name for a device. "_con" would do.',
    );
    const shown = explain(decodeError(structuredClone(encodeError(error))), german).text;
    assert.equal(shown, '"con" geht nicht: Windows hält diesen Namen für ein Gerät frei. "_con" ginge.');
  });

  it('of a report too, and falls back to English', () => {
    const told = refused('a.png', 'not-found', said`Cairn does not know ${'a.png'}`);
    assert.equal(explainRefusal(told, german), 'Cairn kennt a.png nicht.');
    assert.equal(explainRefusal({ ...told, said: undefined }, german), 'Cairn does not know a.png.');
    assert.equal(explain(new CairnError('usage', 'Only in English'), german).text, 'Only in English.');
  });

  it('says what a studio refuses, and its own words where the code is not known', () => {
    const text = (code: string, details = {}) =>
      explain(new CairnError('studio-refused', 'own words', { code, ...details }), german).text;
    assert.match(text('bad-credentials'), /^Der Name oder das Passwort ist falsch\./u);
    assert.match(text('from-later'), /own words/u);
    assert.match(text('toString'), /own words/u);
    const full = new CairnError('quota', 'own words', {
      what: 'bytes',
      used: 2e9,
      limit: 1e9,
    });
    assert.match(
      explain(full, plain).text,
      /^The project has no room left on the studio: 2\.0 GB of 1\.0 GB are used\./u,
    );
  });

  it('offers the way out', () => {
    assert.equal(explain(new CairnError('session-expired', ''), plain).action, 'sign-in');
    assert.equal(explain(new CairnError('not-published', ''), plain).action, 'publish');
    assert.equal(explain(new CairnError('conflicts', ''), plain).action, 'conflicts');
  });

  it('is silent about what the user cancelled', () => {
    assert.equal(explain(new CairnError('cancelled', ''), plain).silent, true);
  });

  it('shows details of a wrong type as if there were none', () => {
    assert.match(text('file-locked', { path: 3 }), /^A file is held open/u);
  });

  it('uses the report for a refusal of one file, also with a code of a newer studio', () => {
    const refusal = (code: string, message: string): string =>
      explainRefusal({ path: 'a.png', code, message, said: undefined }, plain);
    assert.match(refusal('modified', ''), /^a\.png has changes without a checkpoint/u);
    assert.equal(refusal('from-later', 'the project is full'), 'a.png: the project is full');
    assert.equal(refusal('toString', 'odd'), 'a.png: odd');
  });
});
