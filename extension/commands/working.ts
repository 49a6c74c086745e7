/** Working files: pull, rebuild, free up space, revert. */
import * as vscode from 'vscode';
import type { CallOptions, MineAction, WriteReport } from '../../engine/api.ts';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';
import type { App, Handlers } from '../app.ts';
import type { Project } from '../project/project.ts';
import { confirm } from '../ui/ask.ts';
import type { Target } from '../ui/target.ts';
import { t } from '../ui/text.ts';
import { chooseVersion } from './chooseVersion.ts';
import { changeEach, logEach, ofThese, say, sayNothingFits, showRefused } from './outcome.ts';

const pathsOf = ({ entries }: Target): string[] => entries.map((entry) => entry.path);

/** Asks what to do with local edits that are in the way. Nothing is preselected; leaving changes nothing. */
async function askMine(paths: readonly string[]): Promise<MineAction | undefined> {
  const checkpoint = t('Checkpoint Mine First');
  const overwrite = t('Overwrite, Keeping a Copy');
  const text =
    paths.length === 1
      ? t('{0} has changes of yours without a checkpoint.', paths[0] ?? '')
      : t('{0} files have changes of yours without a checkpoint.', paths.length);
  const detail = t(
    'Checkpoint first: yours become a version in the history. Overwrite: a copy of the file is kept in {0}.',
    '.cairn/recovered',
  );
  const picked = await vscode.window.showWarningMessage(text, { modal: true, detail }, checkpoint, overwrite);
  if (picked === checkpoint) return 'checkpoint';
  return picked === overwrite ? 'overwrite' : undefined;
}

const isMine = ({ code }: { readonly code: string }): boolean => code === 'modified';

function conclude(app: App, report: WriteReport | undefined): void {
  if (report === undefined) return;
  const { written, unchanged, refused } = report;
  logEach(app, written, ({ path, version }) => `written: ${path} v${version}`);
  void showRefused(app, refused, written.length + unchanged.length);
}

const both = (a: WriteReport, b: WriteReport): WriteReport => ({
  written: [...a.written, ...b.written],
  unchanged: [...a.unchanged, ...b.unchanged],
  refused: [...a.refused, ...b.refused],
});

/**
 * Writes, and where local edits are in the way asks what to do with them and writes those again. One message at the end.
 * @param write of these paths; undefined where it failed
 */
async function writeAsking(
  app: App,
  paths: readonly string[],
  write: (paths: readonly string[], mine?: MineAction) => Promise<WriteReport | undefined>,
): Promise<void> {
  const first = await write(paths);
  const inTheWay = first?.refused.filter(isMine).map(({ path }) => path) ?? [];
  if (first === undefined || inTheWay.length === 0) return conclude(app, first);
  const rest = { ...first, refused: first.refused.filter((refusal) => !isMine(refusal)) };
  const mine = await askMine(inTheWay);
  const second = mine === undefined ? undefined : await write(inTheWay, mine);
  return conclude(app, second === undefined ? rest : both(rest, second));
}

async function pull(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('pull', first, second);
  if (target === undefined || target.entries.length === 0)
    return sayNothingFits(
      target,
      t('Select outdated assets to pull.'),
      t('Nothing you selected is outdated.'),
    );
  return pullPaths(app, target.project, pathsOf(target));
}

function pullPaths(app: App, project: Project, paths: readonly string[]): Promise<void> {
  return writeAsking(app, paths, (some, mine) =>
    app.runner.run('pull', {
      title: t('Pulling'),
      project,
      run: async (call) => (await project.prepareRemote()).pull(some, mine, call),
      again: () => pullPaths(app, project, paths),
    }),
  );
}

async function rebuild(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('rebuild', first, second);
  if (target === undefined || target.entries.length === 0)
    return sayNothingFits(
      target,
      t('Select assets to rebuild.'),
      t('Nothing you selected can be rebuilt: its files are on this disk, or its content is not for you.'),
    );
  return rebuildPaths(app, target.project, pathsOf(target));
}

export async function rebuildPaths(app: App, project: Project, paths: readonly string[]): Promise<void> {
  const run = async (call: CallOptions) => (await project.prepareRemote()).rebuild(paths, call);
  const again = () => rebuildPaths(app, project, paths);
  conclude(app, await app.runner.run('rebuild', { title: t('Rebuilding'), project, run, again }));
}

async function free(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('free', first, second);
  if (target === undefined || target.entries.length === 0)
    return sayNothingFits(
      target,
      t('Select assets that are up to date.'),
      t('Nothing you selected can go: it has changes, is not tracked, or has no file on this disk.'),
    );
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
  const done = await app.runner.run('free', { title: t('Freeing space'), project: target.project, run });
  return conclude(app, done);
}

/** Writes an old version into the working file, asking first where local edits are in the way. */
export async function revertTo(app: App, project: Project, path: string, version: number): Promise<void> {
  return writeAsking(app, [path], (_paths, mine) =>
    app.runner.run('revert', {
      title: t('Reverting {0} to version {1}', path, version),
      project,
      run: async (call) => (await project.prepareRemote()).revert(path, version, mine, call),
      again: () => revertTo(app, project, path, version),
    }),
  );
}

/** Several go back to the versions that they are based on: those with edits. What becomes of these is asked once. */
async function revertAll(app: App, { project, entries }: Target): Promise<unknown> {
  const edited = entries.filter(({ state, base }) => state === 'modified' && base !== null && base > 0);
  if (edited.length === 0)
    return say(t('Nothing you selected is modified. Select one asset to revert it to a version.'));
  const mine = await askMine(edited.map(({ path }) => path));
  if (mine === undefined) return undefined;
  return changeEach(app, 'revert', {
    title: ofThese(
      edited.map(({ path }) => path),
      (path) => t('Reverting {0}', path),
      (count) => t('Reverting {0} items', count),
    ),
    project,
    items: edited,
    nameOf: ({ path }) => path,
    change: async (api, { path, base }, call) => {
      const { refused } = await api.revert(path, base ?? 0, mine, call);
      for (const { code, message, said } of refused)
        throw new CairnError(code as ErrorCode, said ?? message, { path });
    },
  });
}

async function revert(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('revert', first, second);
  const [entry, ...others] = target?.entries ?? [];
  if (target === undefined || entry === undefined) return say(t('Select an asset to revert.'));
  if (others.length > 0) return revertAll(app, target);
  const chosen = await chooseVersion(app, target.project, entry.path, t('Revert {0} to', entry.name));
  return chosen && revertTo(app, target.project, entry.path, chosen.version);
}

export const workingCommands: Handlers<'pull' | 'rebuild' | 'free' | 'revert'> = {
  pull,
  rebuild,
  free,
  revert,
};
