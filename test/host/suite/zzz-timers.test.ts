/** After everything, deactivation too: no timer of the extension waits any more. Timers are watched from the first suite on. */
import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { join, sep } from 'node:path';
import * as vscode from 'vscode';
import { until } from '../window.ts';

const open = new Map<number, string>();
let seen = 0;
const bundles = join(vscode.extensions.getExtension('cairn-vc.cairn')?.extensionPath ?? '', 'dist', sep);

const hook = createHook({
  init(id, type) {
    if (type !== 'Timeout' && type !== 'Immediate') return;
    const stack = new Error(type).stack ?? '';
    if (!stack.includes(bundles)) return;
    open.set(id, stack);
    seen++;
  },
  destroy(id) {
    open.delete(id);
  },
}).enable();

describe('after deactivation', () => {
  after(() => hook.disable());

  it('no timer of the extension waits any more', async () => {
    assert.ok(bundles.length > 'dist/'.length, 'the extension is installed');
    assert.ok(seen > 0, 'it sets timers while it runs');
    await until(() => open.size === 0, 'all are over').catch((error) => {
      throw new Error([...open.values()].join('\n'), { cause: error });
    });
  });
});
