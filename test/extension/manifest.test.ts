import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SYNC_WHEN } from '../../extension/operations/syncKey.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('the extension manifest', () => {
  it('is what the table of operations and the texts in the code say (npm run manifest)', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/manifest.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  it('has a text for every key, and a key for every text', () => {
    const used = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/gu)].map(([, key]) => key));
    const texts = Object.keys(JSON.parse(read('package.nls.json')) as object);
    assert.deepEqual([...used].sort(), texts.sort());
  });
});

type Context = Readonly<Record<string, boolean | string>>;

/** Evaluates a when clause of the operators that ours uses, with JavaScript's own grammar. */
function holds(when: string, context: Context): boolean {
  const script = when
    .replace(/([\w.]+) =~ (\/(?:[^/\\]|\\.)+\/)/gu, '$2.test(value("$1"))')
    .replace(/([\w.]+) == ('[^']*')/gu, 'value("$1") === $2')
    .replace(/(?<![\w."'/$^])([a-zA-Z][\w.]*)(?![\w."'(])/gu, 'value("$1")');
  const evaluate = new Function('value', `return ${script}`) as (value: (key: string) => unknown) => boolean;
  return Boolean(evaluate((key) => context[key] ?? ''));
}

describe('Ctrl+S', () => {
  const project: Context = {
    'cairn.hasProject': true,
    'config.cairn.sync.keybinding': true,
    editorIsOpen: true,
  };
  const inEditor: Context = { ...project, editorFocus: true, editorTextFocus: true, inputFocus: true };
  const sync = (context: Context): boolean => holds(SYNC_WHEN, context);

  it('syncs in our views, the side bars, the panels and our page', () => {
    assert.ok(sync({ ...project, focusedView: 'cairn.assets', sideBarFocus: true }));
    assert.ok(sync({ ...project, focusedView: 'cairn.history' }));
    assert.ok(sync({ ...project, focusedView: 'workbench.explorer.fileView', sideBarFocus: true }));
    assert.ok(sync({ ...project, panelFocus: true }));
    assert.ok(sync({ ...project, auxiliaryBarFocus: true }));
    assert.ok(sync({ ...project, activeWebviewPanelId: 'cairn.conflicts' }));
    assert.ok(sync({ ...inEditor, panelFocus: true, inOutput: true }), 'the Output view');
  });

  it('syncs in an empty editor area', () => {
    assert.ok(sync({ ...project, editorIsOpen: false }));
    assert.ok(sync({ ...project, activeEditorGroupEmpty: true }));
  });

  it('saves in text editors and notebooks, dirty or not', () => {
    assert.ok(!sync(inEditor));
    assert.ok(!sync({ ...inEditor, activeEditorIsDirty: true }));
    assert.ok(!sync({ ...project, notebookEditorFocused: true }));
    assert.ok(!sync({ ...inEditor, sideBarFocus: true }), 'a text editor in the side bar');
    assert.ok(!sync({ ...inEditor, activeWebviewPanelId: 'cairn.conflicts' }), 'the editor beside the page');
  });

  it('is left alone in a terminal, in a question, without a project, and where it is turned off', () => {
    assert.ok(!sync({ ...project, panelFocus: true, terminalFocus: true }));
    assert.ok(!sync({ ...project, sideBarFocus: true, inQuickInput: true }));
    assert.ok(!sync({ ...project, sideBarFocus: true, 'cairn.hasProject': false }));
    assert.ok(!sync({ ...project, sideBarFocus: true, 'config.cairn.sync.keybinding': false }));
  });

  it('syncs in editors without unsaved changes where that is turned on', () => {
    const extended = { ...inEditor, 'config.cairn.sync.keybindingInEditors': true };
    assert.ok(sync(extended));
    assert.ok(!sync({ ...extended, activeEditorIsDirty: true }));
  });
});
