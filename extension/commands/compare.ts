/** Comparing versions of an asset with each other and with the working file. */
import * as vscode from 'vscode';
import type { CallOptions, CheckpointView, Entry } from '../../engine/api.ts';
import { nameOf } from '../../engine/domain/item-path.ts';
import { said } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import type { App, Handlers } from '../app.ts';
import { compareKind } from '../compare/kinds.ts';
import type { Compared } from '../compare/pages.ts';
import { type Side, sideOf, type Version } from '../compare/sides.ts';
import { isVersionNode, type VersionNode } from '../history/provider.ts';
import { versionUri } from '../history/versions.ts';
import type { OperationName } from '../operations/table.ts';
import type { Project } from '../project/project.ts';
import { asCairnError } from '../rpc/errors.ts';
import { t } from '../ui/text.ts';
import { checkpointsOf, chooseVersion } from './chooseVersion.ts';
import { say } from './outcome.ts';

type Pair<T> = readonly [T, T];

/** The older one is on the left, the working file on the right. */
function inOrder([a, b]: Pair<Version>): Pair<Version> {
  return a === null || (b !== null && b.version < a.version) ? [b, a] : [a, b];
}

async function compareVersions(
  app: App,
  name: OperationName,
  project: Project,
  path: string,
  pair: Pair<Version>,
): Promise<void> {
  const [a, b] = inOrder(pair);
  const sides = await app.runner.run(name, {
    title: t('Getting versions of {0}', path),
    project,
    run: async (call) => [
      await sideOf(app.versions, project, path, a, call),
      await sideOf(app.versions, project, path, b, call),
    ],
  });
  const [left, right] = sides ?? [];
  if (left === undefined || right === undefined) return;
  const compared: Compared = {
    project: project.dir,
    path,
    versions: [a?.version ?? null, b?.version ?? null],
  };
  const hasPreview = left.checkpointId !== null || right.checkpointId !== null;
  switch (compareKind(path, [left.head, right.head], hasPreview)) {
    case 'text': {
      const title = t('{0}: {1} and {2}', nameOf(path), left.label, right.label);
      await vscode.commands.executeCommand('vscode.diff', left.uri, right.uri, title);
      return;
    }
    case 'none':
      say(t('Nothing here can show what differs between two versions of {0}.', nameOf(path)));
      return;
    default:
      app.compare.open(project, compared, [left, right]);
  }
}

/** Both sides by what a page remembers of them. @throws {CairnError} */
export async function sidesAgain(
  app: App,
  project: Project,
  { path, versions }: Compared,
  call: CallOptions = {},
): Promise<Pair<Side>> {
  const all = await checkpointsOf(project, path);
  const find = (version: number | null): Version => {
    if (version === null) return null;
    const found = all.find((checkpoint) => checkpoint.version === version);
    if (found !== undefined) return found;
    throw new CairnError('not-found', said`${path} has no version ${String(version)}`);
  };
  const side = (version: number | null) => sideOf(app.versions, project, path, find(version), call);
  return [await side(versions[0]), await side(versions[1])];
}

/** Rows of the History view, or an asset of whose versions two are asked for. */
async function compare(app: App, first: unknown, second: unknown): Promise<unknown> {
  const rows = (Array.isArray(second) ? second : [first]).filter(isVersionNode);
  const [one, other] = rows;
  if (one !== undefined && other !== undefined && rows.length === 2)
    return compareVersions(app, 'compare', one.project, one.path, [one.checkpoint, other.checkpoint]);
  const target = one ?? (await asset(app, 'compare', first, second));
  if (target === undefined) return say(t('Select an asset to compare its versions.'));
  const { project, path } = target;
  const left =
    one?.checkpoint ?? (await chooseVersion(app, project, path, t('Compare {0}: first version', path)));
  if (left === undefined) return undefined;
  const right = await chooseVersion(app, project, path, t('Compare version {0} with', left.version));
  return right && compareVersions(app, 'compare', project, path, [left, right]);
}

async function asset(
  app: App,
  name: OperationName,
  first: unknown,
  second: unknown,
): Promise<Omit<VersionNode, 'checkpoint'> | undefined> {
  const target = await app.targets.for(name, first, second);
  const [entry] = target?.entries ?? [];
  return target === undefined || entry === undefined
    ? undefined
    : { project: target.project, path: entry.path };
}

/** With the version that the working file is based on, where none is named. */
async function compareWorking(app: App, first: unknown, second: unknown): Promise<unknown> {
  if (isVersionNode(first))
    return compareVersions(app, 'compareWorking', first.project, first.path, [first.checkpoint, null]);
  const target = await app.targets.for('compareWorking', first, second);
  const [entry] = target?.entries ?? [];
  if (target === undefined || entry === undefined) return say(t('Select an asset to compare its versions.'));
  const all = await checkpointsOf(target.project, entry.path);
  const base = all.find(({ version }) => version === (entry.base ?? entry.latest)) ?? all[0];
  if (base === undefined) return undefined;
  return compareVersions(app, 'compareWorking', target.project, entry.path, [base, null]);
}

async function comparePrevious(app: App, node: unknown): Promise<unknown> {
  if (!isVersionNode(node)) return undefined;
  const { project, path, checkpoint } = node;
  const before = await previousOf(project, path, checkpoint);
  if (before === undefined) return say(t('This is the first version of {0}.', nameOf(path)));
  return compareVersions(app, 'comparePrevious', project, path, [before, checkpoint]);
}

async function previousOf(
  project: Project,
  path: string,
  { version }: CheckpointView,
): Promise<CheckpointView | undefined> {
  // Newest first.
  const before = (await checkpointsOf(project, path)).filter((candidate) => candidate.version < version);
  return before.find((candidate) => !candidate.trashed) ?? before[0];
}

/** Larger texts get no marks beside their lines, in bytes. */
const MARKED = 1_000_000;

/** The version that a modified text is based on, for the marks beside its lines; only where it is on this disk. */
export async function originalOf(app: App, project: Project, entry: Entry): Promise<vscode.Uri | undefined> {
  if (entry.kind !== 'asset' || entry.state !== 'modified' || (entry.size ?? MARKED) >= MARKED)
    return undefined;
  try {
    const base = (await checkpointsOf(project, entry.path)).find(({ version }) => version === entry.base);
    if (base?.local !== true || base.size >= MARKED) return undefined;
    await app.versions.export(project, entry.path, base, {});
    return versionUri(entry.path, base);
  } catch (error) {
    app.log.debug(`no original of ${entry.path}: ${asCairnError(error).message}`);
    return undefined;
  }
}

export const compareCommands: Handlers<'compare' | 'compareWorking' | 'comparePrevious'> = {
  compare,
  compareWorking,
  comparePrevious,
};
