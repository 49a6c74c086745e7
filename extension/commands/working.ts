/** Working files: pull, rebuild, free up space, revert. */
import * as vscode from 'vscode';
import type { CallOptions, MineAction, WriteReport } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import type { Project } from '../project/project.ts';
import { confirm } from '../ui/ask.ts';
import type { Target } from '../ui/target.ts';
import { t } from '../ui/text.ts';
import { chooseVersion } from './chooseVersion.ts';
import { logEach, say, showRefused } from './outcome.ts';

const pathsOf = ({ entries }: Target): string[] => entries.map((entry) => entry.path);

/** Asks what to do with local edits that are in the way. Nothing is preselected; leaving changes nothing. */
async function askMine(paths: readonly string[]): Promise<MineAction | undefined> {
  const checkpoint = t('Checkpoint Mine First');
  const overwrite = t('Overwrite, Keeping a Copy');
  const text =
    paths.length === 1
      ? t('{0} has changes of yours without a checkpoint.', paths[0] ?? '')
      : t('{0} files have changes of yours without a checkpoint.', paths.length);
  const picked = await vscode.window.showWarningMessage(text, { modal: true }, checkpoint, overwrite);
  if (picked === checkpoint) return 'checkpoint';
  return picked === overwrite ? 'overwrite' : undefined;
}

const isMine = ({ code }: { readonly code: string }): boolean => code === 'modified';

async function conclude(app: App, report: WriteReport | undefined): Promise<void> {
  if (report === undefined) return;
  logEach(app, report.written, ({ path, version }) => `written: ${path} v${version}`);
  await showRefused(app, report.refused);
}

async function pull(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('pull', first, second);
  if (target === undefined || target.entries.length === 0) return say(t('Select outdated assets to pull.'));
  const { project } = target;
  const write = (paths: readonly string[], mine?: MineAction) =>
    app.runner.run('pull', {
      title: t('Pulling'),
      project,
      run: async (call) => (await project.prepareRemote()).pull(paths, mine, call),
    });
  const report = await write(pathsOf(target));
  const inTheWay = report?.refused.filter(isMine).map((refusal) => refusal.path) ?? [];
  if (report === undefined || inTheWay.length === 0) return conclude(app, report);
  await showRefused(
    app,
    report.refused.filter((refusal) => !isMine(refusal)),
  );
  const mine = await askMine(inTheWay);
  return mine && conclude(app, await write(inTheWay, mine));
}

async function rebuild(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('rebuild', first, second);
  if (target === undefined || target.entries.length === 0) return say(t('Select assets to rebuild.'));
  return rebuildPaths(app, target.project, pathsOf(target));
}

export async function rebuildPaths(app: App, project: Project, paths: readonly string[]): Promise<void> {
  const run = async (call: CallOptions) => (await project.prepareRemote()).rebuild(paths, call);
  return conclude(app, await app.runner.run('rebuild', { title: t('Rebuilding'), project, run }));
}

async function free(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('free', first, second);
  if (target === undefined || target.entries.length === 0)
    return say(t('Select assets that are up to date.'));
  const count = target.entries.length;
  const [only] = target.entries;
  const question =
    count === 1 && only
      ? t('Remove the working file of {0}?', only.name)
      : t('Remove the working files of {0} items?', count);
  const detail = t(
    'The assets and their history stay; Rebuild brings the files back. Files with changes are left alone.',
  );
  if (!(await confirm(question, detail, t('Remove')))) return undefined;
  const run = async () => (await target.project.api()).free(pathsOf(target));
  return conclude(
    app,
    await app.runner.run('free', { title: t('Freeing space'), project: target.project, run }),
  );
}

/** Writes an old version into the working file, asking first where local edits are in the way. */
export async function revertTo(app: App, project: Project, path: string, version: number): Promise<void> {
  const write = (mine?: MineAction) =>
    app.runner.run('revert', {
      title: t('Reverting {0} to version {1}', path, version),
      project,
      run: async (call) => (await project.prepareRemote()).revert(path, version, mine, call),
    });
  const report = await write();
  if (report === undefined || !report.refused.some(isMine)) return conclude(app, report);
  const mine = await askMine([path]);
  if (mine !== undefined) await conclude(app, await write(mine));
}

async function revert(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('revert', first, second);
  const [entry] = target?.entries ?? [];
  if (target === undefined || entry === undefined) return say(t('Select an asset to revert.'));
  const chosen = await chooseVersion(app, target.project, entry.path, t('Revert {0} to', entry.name));
  return chosen && revertTo(app, target.project, entry.path, chosen.version);
}

export const workingCommands: Handlers<'pull' | 'rebuild' | 'free' | 'revert'> = {
  pull,
  rebuild,
  free,
  revert,
};
