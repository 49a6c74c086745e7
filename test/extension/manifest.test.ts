import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { newPlace, settlePlace } from '../../engine/project/place.ts';
import { SYNC_WHEN } from '../../extension/operations/syncKey.ts';
import { useTempFolder } from '../support/temp.ts';

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

  it('has each button of a row in its menu as well, which keys open', () => {
    type Item = { readonly command: string; readonly when: string; readonly group: string };
    const { contributes } = JSON.parse(read('package.json')) as {
      contributes: { menus: Record<string, Item[]> };
    };
    const view = ({ when }: Item): string => /(?:view|scmResourceGroup) == ([\w.]+)/u.exec(when)?.[1] ?? '';
    for (const place of ['view/item/context', 'scm/resourceState/context']) {
      const items = contributes.menus[place] ?? [];
      const buttons = items.filter(({ group }) => group.startsWith('inline'));
      assert.ok(buttons.length > 0, place);
      for (const button of buttons) {
        const inMenu = items.some(
          (item) =>
            item.command === button.command &&
            view(item) === view(button) &&
            !item.group.startsWith('inline'),
        );
        assert.ok(inMenu, `${button.command} in ${view(button)}`);
      }
    }
  });

  it('says the first steps in what their page understands: bold, code and links, nothing else of Markdown', () => {
    for (const file of ['package.nls.json', 'package.nls.de.json']) {
      const texts = Object.entries(JSON.parse(read(file)) as Record<string, string>);
      const steps = texts.filter(([key]) => /^walkthrough\..*description$/u.test(key));
      assert.ok(steps.length > 5, file);
      for (const [key, text] of steps)
        assert.doesNotMatch(text.replaceAll(/\*\*[^*]+\*\*/gu, ''), /[*_#]|^- /mu, `${file} ${key}`);
    }
  });

  it('has a text for every key, and a key for every text', () => {
    const used = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/gu)].map(([, key]) => key));
    const texts = Object.keys(JSON.parse(read('package.nls.json')) as object);
    assert.deepEqual([...used].sort(), texts.sort());
  });
});

describe('the extension wakes', () => {
  const folder = useTempFolder();
  const before = process.env.CAIRN_PROJECTS;
  beforeEach(() => {
    process.env.CAIRN_PROJECTS = join(folder(), 'local');
  });
  afterEach(() => {
    if (before === undefined) delete process.env.CAIRN_PROJECTS;
    else process.env.CAIRN_PROJECTS = before;
  });

  const { activationEvents } = JSON.parse(read('package.json')) as { activationEvents: string[] };
  const patterns = activationEvents.flatMap((event) => /^workspaceContains:(.+)$/u.exec(event)?.[1] ?? []);
  const wakes = (file: string) => patterns.some((pattern) => matchesGlob(file, pattern));

  it('in a folder with a project file, and in no other', () => {
    assert.ok(wakes('.cairn/film.clst'));
    assert.ok(!wakes('.cairn/film.packs'));
    assert.ok(!wakes('src/film.clst'));
  });

  it('in a folder on a network share, whose project file lies elsewhere', () => {
    const film = join(folder(), 'film');
    const place = newPlace(film, 'film', true);
    writeFileSync(place.file, '');
    settlePlace(film, place);
    const files = readdirSync(join(film, '.cairn'));
    assert.equal(files.length, 1);
    assert.ok(wakes(`.cairn/${files[0]}`));
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
