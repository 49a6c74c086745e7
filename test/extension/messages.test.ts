import assert from 'node:assert/strict';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';
import { explain, explainRefusal } from '../../extension/messages.ts';
import { plain } from '../../extension/text.ts';

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
    assert.match(text('disk-full', { needed: 3 * 1024 ** 3 }), /3\.00 GB are needed/u);
    assert.match(text('disk-full'), /The disk is full\./u);
  });

  it('explains why a name is refused, in our words where the problem is known', () => {
    assert.equal(
      text('name-refused', { name: 'con', problem: 'device-name', suggestion: '_con' }),
      '"con" cannot be used as a name: Windows reserves this name for a device. "_con" would do.',
    );
    assert.equal(text('name-refused', { name: 'con' }), 'raw name-refused');
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
    assert.match(explainRefusal('modified', 'a.png', '', plain), /^a\.png has changes without a checkpoint/u);
    assert.equal(
      explainRefusal('from-later', 'a.png', 'the project is full', plain),
      'a.png: the project is full',
    );
    assert.equal(explainRefusal('toString', 'a.png', 'odd', plain), 'a.png: odd');
  });
});
