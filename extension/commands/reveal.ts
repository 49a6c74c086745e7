/** Opening and showing. */
import * as vscode from 'vscode';
import type { Entry } from '../../engine/api.ts';
import type { Handler, Handlers } from '../app.ts';
import { toFilePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import type { MoreNode } from '../tree/model.ts';
import { showInFolder } from '../ui/showInFolder.ts';

const uriOf = (project: Project, { path }: Entry): vscode.Uri =>
  vscode.Uri.file(toFilePath(project.dir, path));

/** Calls something with the file of the entry that it was called on. */
const withFile =
  (show: (file: vscode.Uri) => PromiseLike<unknown>): Handler =>
  async (app, first) => {
    const target = await app.targets.resolve(first, undefined);
    const [entry] = target?.entries ?? [];
    return target === undefined || entry === undefined ? undefined : show(uriOf(target.project, entry));
  };

const isMore = (value: unknown): value is MoreNode =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'more';

export const revealCommands: Handlers<
  'open' | 'reveal' | 'revealInOS' | 'copyPath' | 'showMore' | 'showLog'
> = {
  open: async (app, first, second) => {
    const target = await app.targets.for('open', first, second);
    if (target === undefined) return;
    for (const entry of target.entries)
      await vscode.commands.executeCommand('vscode.open', uriOf(target.project, entry));
  },
  reveal: withFile((file) => vscode.commands.executeCommand('revealInExplorer', file)),
  revealInOS: withFile(({ fsPath }) => showInFolder(fsPath)),
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
