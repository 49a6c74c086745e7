/** Finding, opening and showing. */
import * as vscode from 'vscode';
import type { Entry } from '../../engine/api.ts';
import type { App, Handler, Handlers } from '../app.ts';
import { toFilePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { MoreNode } from '../tree/model.ts';
import { hasChildren } from '../tree/model.ts';
import { description, stateWords } from '../tree/words.ts';
import { t } from '../ui/text.ts';

/** Results of one search that are listed. */
const LISTED = 200;

const uriOf = (project: Project, { path }: Entry): vscode.Uri =>
  vscode.Uri.file(toFilePath(project.dir, path));

/** Calls something with the file of the first entry. */
const withFile =
  (command: string): Handler =>
  async (app, first, second) => {
    const target = await app.targets.resolve(first, second);
    const [entry] = target?.entries ?? [];
    if (target === undefined || entry === undefined) return undefined;
    return vscode.commands.executeCommand(command, uriOf(target.project, entry));
  };

interface Found extends vscode.QuickPickItem {
  readonly project: Project;
  readonly entry: Entry;
}

async function search(app: App, text: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const project of app.projects.all) {
    for (const entry of await (await project.api()).find(text, LISTED)) {
      const facts = [...stateWords(entry, t), description(entry)].filter((fact) => fact !== '');
      const icon = hasChildren(entry) ? '$(folder)' : '$(file)';
      found.push({ label: `${icon} ${entry.path}`, description: facts.join(' · '), project, entry });
    }
  }
  return found;
}

async function find(app: App): Promise<void> {
  const pick = vscode.window.createQuickPick<Found>();
  pick.title = t('Find Asset');
  pick.placeholder = t('A part of the path');
  pick.matchOnDescription = true;
  let latest = 0;
  const look = async (text: string): Promise<void> => {
    const mine = ++latest;
    pick.busy = true;
    const found = await search(app, text).catch(() => []);
    if (mine !== latest) return;
    pick.items = found;
    pick.busy = false;
  };
  pick.onDidChangeValue((text) => void look(text));
  pick.onDidAccept(() => {
    const [chosen] = pick.selectedItems;
    pick.hide();
    if (chosen !== undefined) void showRow(app, chosen.project, chosen.entry.path);
  });
  pick.onDidHide(() => {
    latest = -1;
    pick.dispose();
  });
  pick.show();
  await look('');
}

/** Opens the Assets view at an entry. */
async function showRow(app: App, project: Project, path: string): Promise<void> {
  const node = await app.assets.provider.locate(project, path);
  if (node !== undefined) await app.assets.view.reveal(node, { select: true, focus: true });
}

const isMore = (value: unknown): value is MoreNode =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'more';

export const revealCommands: Handlers<
  'find' | 'open' | 'reveal' | 'revealInOS' | 'copyPath' | 'showMore' | 'showLog'
> = {
  find,
  open: withFile('vscode.open'),
  reveal: withFile('revealInExplorer'),
  revealInOS: withFile('revealFileInOS'),
  copyPath: async (app, first, second) => {
    const target = await app.targets.for('copyPath', first, second);
    const files = target?.entries.map((entry) => toFilePath(target.project.dir, entry.path)) ?? [];
    if (files.length > 0) await vscode.env.clipboard.writeText(files.join('\n'));
  },
  showMore: async (app, node) => {
    if (isMore(node)) app.assets.provider.showMore(node);
  },
  showLog: async (app) => app.log.show(),
};
