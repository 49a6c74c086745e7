/** Sync, what the status bar's click does, and looking again. */
import * as vscode from 'vscode';
import type { SyncReport } from '../../engine/api.ts';
import { plain } from '../../engine/domain/said.ts';
import type { CairnError } from '../../engine/errors.ts';
import type { App, Handlers } from '../app.ts';
import { formatBytes } from '../format.ts';
import { commandId } from '../operations/table.ts';
import type { Project } from '../project/project.ts';
import { asCairnError } from '../rpc/errors.ts';
import { renderStatus } from '../status/render.ts';
import { statusState } from '../status/state.ts';
import { logError, showError } from '../ui/errors.ts';
import { agoText, t } from '../ui/text.ts';
import { signInTo } from './account.ts';
import { leftWords } from './syncWords.ts';

/** For the log, which is English. */
const bytes = (count: number): string => formatBytes(count, plain);

const describe = ({ pushed, pulled, watermark, chunks }: SyncReport): string =>
  `sync: revision ${watermark}, ${pushed} rows sent, ${pulled} received, ` +
  `${chunks.uploaded} chunks up (${bytes(chunks.bytesUp)}), ` +
  `${chunks.downloaded} down (${bytes(chunks.bytesDown)}), ${bytes(chunks.bytesSaved)} saved`;

/** One sync with all that may precede it (publish, sign in) and follow it. @returns null where none finished */
export async function syncProject(app: App, project: Project): Promise<SyncReport | null> {
  if (project.facts.syncing !== null) return null;
  if (!vscode.workspace.isTrusted) {
    await vscode.commands.executeCommand('workbench.trust.manage');
    return null;
  }
  if (project.facts.summary === null) await project.refresh();
  const studio = project.facts.summary?.project.studio ?? null;
  if (project.facts.summary !== null && studio === null) {
    void offerToPublish(project);
    return null;
  } else if (studio !== null && project.facts.signedIn === false) {
    if (!(await signInTo(app, studio))) return null;
  }
  try {
    const report = await project.sync();
    app.log.info(describe(report));
    // A version that went into the trash changes no row of the tree.
    app.history.provider.refresh();
    await conclude(app, project, report);
    return report;
  } catch (thrown) {
    await failed(app, project, asCairnError(thrown));
    return null;
  }
}

async function offerToPublish(project: Project): Promise<void> {
  const publish = t('Publish…');
  const start = t('Start a Local Studio…');
  const text = t('{0} is on this machine only: there is no studio to sync with yet.', project.name);
  const picked = await vscode.window.showInformationMessage(text, publish, start);
  if (picked === publish) await vscode.commands.executeCommand(commandId('publish'));
  if (picked === start) await vscode.commands.executeCommand(commandId('startStudio'));
}

async function conclude(app: App, project: Project, report: SyncReport): Promise<void> {
  if (report.outcome === 'conflicts') {
    app.conflicts.open(project);
    return;
  }
  const text = leftWords(report, t);
  if (text === null) return;
  const show = t('Show');
  void vscode.window.showWarningMessage(text, show).then((picked) => {
    if (picked === show) void vscode.commands.executeCommand('cairn.attention.focus');
  });
}

async function failed(app: App, project: Project, error: CairnError): Promise<void> {
  logError(app.log, 'sync', error);
  if (error.code === 'conflicts') app.conflicts.open(project);
  else void showError(error, app.log, () => syncProject(app, project));
}

/** The project a click or key is for: the one of the row or file that is meant, selected or open. */
export async function chooseProject(app: App, first: unknown): Promise<Project | undefined> {
  const named = first === undefined ? undefined : (await app.targets.resolve(first, undefined))?.project;
  return named ?? app.targets.currentProject();
}

async function statusBarClick(app: App): Promise<unknown> {
  const project = app.targets.currentProject();
  const { click } = renderStatus(statusState(project?.facts ?? null), t, agoText, null);
  switch (click) {
    case 'cancel':
      return project && offerCancel(project);
    case 'conflicts':
      return project && app.conflicts.open(project);
    case 'sync':
      return project && syncProject(app, project);
    case 'reopen':
      return project?.refresh();
    case 'sign-in':
      return vscode.commands.executeCommand(commandId('signIn'));
    case 'publish':
      return vscode.commands.executeCommand(commandId('publish'));
    case 'create':
      return vscode.commands.executeCommand('cairn.assets.focus');
    case 'nothing':
      return undefined;
  }
}

async function offerCancel(project: Project): Promise<void> {
  const cancel = t('Cancel Sync');
  const detail = t('What was transferred is kept; the next sync carries on from there.');
  const picked = await vscode.window.showInformationMessage(
    t('{0} is syncing. {1}', project.name, detail),
    cancel,
  );
  if (picked === cancel) project.cancelSync();
}

export const syncCommands: Handlers<'sync' | 'cancelSync' | 'statusBar' | 'openConflicts' | 'refresh'> = {
  sync: async (app, first) => {
    const project = await chooseProject(app, first);
    return project && syncProject(app, project);
  },
  cancelSync: async (app) => {
    for (const project of app.projects.all) project.cancelSync();
  },
  statusBar: statusBarClick,
  openConflicts: async (app) => {
    const waiting = app.projects.all.find((project) => project.facts.attention.conflicts.length > 0);
    const project = waiting ?? app.targets.currentProject();
    if (project !== undefined) app.conflicts.open(project);
  },
  refresh: async (app) => {
    await app.findProjects();
    await Promise.all(app.projects.all.map((project) => project.refresh()));
  },
};
