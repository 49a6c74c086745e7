import assert from 'node:assert/strict';
import { invitationLink } from '../../engine/domain/invitationLink.ts';
import { CairnError } from '../../engine/errors.ts';
import { editorLink, parseJoinLink, parseJoinQuery } from '../../extension/account/joinLink.ts';

const SECRET = 'abcdefghijklmnopqrstuvwxyz012345';
const link = { studio: 'https://studio.example', invitation: SECRET };

describe('an invitation link', () => {
  it('comes back from either kind', () => {
    const opens = editorLink('vscode', 'cairn-vc.cairn', link);
    assert.match(opens, /^vscode:\/\/cairn-vc\.cairn\/join\?studio=/u);
    assert.deepEqual(parseJoinLink(opens), link);
    assert.deepEqual(parseJoinLink(`  ${invitationLink(link.studio, SECRET)}\n`), link);
    assert.deepEqual(parseJoinQuery(new URL(opens).search.slice(1)), link);
  });

  it('that is none is refused without repeating it: it may be most of a secret', () => {
    const bad = [
      '',
      SECRET,
      'vscode://cairn-vc.cairn/join',
      `vscode://cairn-vc.cairn/other?studio=https://a.example&invitation=${SECRET}`,
      `vscode://cairn-vc.cairn/join?studio=file:///etc&invitation=${SECRET}`,
      `vscode://cairn-vc.cairn/join?studio=https://a.example&invitation=${SECRET}%22%3E`,
      `https://studio.example/?invitation=${SECRET}`,
      `https://studio.example/#invitation=${SECRET}${'x'.repeat(5_000)}`,
    ];
    for (const text of bad) {
      const isCoded = (error: unknown): boolean =>
        CairnError.is(error) &&
        error.code === 'usage' &&
        !JSON.stringify([error.message, error.details]).includes(SECRET);
      assert.throws(() => parseJoinLink(text), isCoded, text);
    }
  });
});
