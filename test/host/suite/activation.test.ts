import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension in a real extension host', () => {
  it('is there and activates', async () => {
    const extension = vscode.extensions.getExtension('cairn-vc.cairn');
    assert.ok(extension, 'cairn-vc.cairn is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
