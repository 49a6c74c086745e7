/** A workbench in German: what Cairn shows is German, also what the engine says. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/cache.ts';
import { endWorld, put, World } from './world.ts';

const bundle = (file: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(root, 'l10n', file), 'utf8')) as Record<string, string>;

/** Whole texts that are another in German. */
const german = bundle('bundle.l10n.de.json');
const ENGLISH = new Set(Object.keys(german).filter((text) => text.length > 3 && german[text] !== text));

const english = (shown: string): string[] => shown.split('\n').filter((line) => ENGLISH.has(line.trim()));

describe('in German', function () {
  this.timeout(180_000);
  let world: World;
  before(async () => {
    world = await World.start();
  });
  endWorld(() => world);

  it('the tree, the consequences of choices and what cannot be done are', async () => {
    const ada = await world.team.join('ada');
    const ben = await world.team.join('ben');
    await put(ada, 'shots/notes.md', 'one');
    await world.team.publish(ada, 'Lighthouse', ['shots']);
    await world.team.enlist(ada, ben, 'Lighthouse', 'Production Manager');
    for (const member of [ada, ben]) {
      await put(member, 'rocks/basalt.txt', member.name);
      await member.cairn(['track', 'rocks', '-m', `By ${member.name}`]);
    }
    await ada.cairn(['sync']);
    const editor = await world.editor(ben, { language: 'de' });
    await editor.waitForStatus(/↑/);
    await editor.syncWithKey();
    await editor.webview.getByText('Beide werden eine Sammlung mit allem darin.').waitFor();
    await editor.webview.getByText(/Deine 1 Version kommt auf die 1 des Studios obenauf/u).waitFor();
    assert.deepEqual(english((await editor.webview.locator('body').allInnerTexts()).join('\n')), []);
    const views = editor.page.locator('[id="workbench.view.extension.cairn"]');
    await views.getByText('gleicher Sammlungsname').waitFor();
    assert.deepEqual(english((await views.allInnerTexts()).join('\n')), []);
    await editor.command('Cairn: Neue Sammlung…');
    await editor.answer('shots');
    await editor.notification('shots gibt es schon. Wähle einen anderen Namen.');
    await editor.expandTo(editor.row('notes.md'), 'shots');
    await editor.select(editor.row('notes.md'));
    const history = editor.page.getByRole('tree', { name: /^Verlauf/u });
    await editor.until(history, () => editor.page.getByRole('button', { name: /^Verlauf Section/u }).click());
    await history.getByText(/vor \d+ Min\.|jetzt/u).waitFor();
    await editor.screenshot('german');
  });
});
