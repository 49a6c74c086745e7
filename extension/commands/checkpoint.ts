/** Track and checkpoint. */
import * as vscode from 'vscode';
import type { CheckpointOptions, CheckpointReport, Refused } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import { isWhole } from '../project/mark.ts';
import { isInside, toFilePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { groupsOf } from '../scm/groups.ts';
import { confirm } from '../ui/ask.ts';
import type { Target } from '../ui/target.ts';
import { t } from '../ui/text.ts';
import { askCheckpoint, type CheckpointAnswer, forgetDraft } from './checkpointDialog.ts';
import { logEach, say, sayNothingFits, showRefused, subjectOf, trackingTitle } from './outcome.ts';
import { forgetPastedImage } from './pastedImage.ts';
import { syncProject } from './sync.ts';

/** A program may give the answers with the paths; then nothing is asked. */
function given(argument: unknown): CheckpointAnswer | null {
  if (typeof argument !== 'object' || argument === null || !('comment' in argument)) return null;
  const { comment, status, previewFile, syncAfter } = argument as Readonly<Record<string, unknown>>;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    comment: text(comment) ?? '',
    status: text(status),
    previewFile: text(previewFile),
    syncAfter: syncAfter === true,
  };
}

function options(answer: CheckpointAnswer, onTop: boolean): CheckpointOptions {
  const { comment, status, previewFile } = answer;
  return { comment, onTop, ...(status !== null && { status }), ...(previewFile !== null && { previewFile }) };
}

/** A file that is open with unsaved changes would be recorded as it is on disk, not as it is on screen. */
async function saveOpenDocuments({ project, entries }: Target): Promise<void> {
  const files = entries.map((entry) => toFilePath(project.dir, entry.path));
  const inside = ({ isDirty, uri }: vscode.TextDocument): boolean =>
    isDirty && uri.scheme === 'file' && files.some((file) => isInside(file, uri.fsPath));
  for (const document of vscode.workspace.textDocuments.filter(inside)) await document.save();
}

/** Says what was refused, or that there was nothing to do. @returns whether there is a new checkpoint */
function reportCheckpoints(app: App, done: CheckpointReport | undefined): boolean {
  if (done === undefined) return false;
  logEach(app, done.checkpoints, ({ path, version }) => `checkpoint: ${path} v${version}`);
  const others = done.checkpoints.length + done.unchanged.length;
  if (done.refused.length > 0) void showRefused(app, done.refused, others);
  else if (done.checkpoints.length === 0) say(t('Nothing changed since the last checkpoint.'));
  return done.checkpoints.length > 0;
}

async function track(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('track', first, second);
  if (target === undefined || target.entries.length === 0)
    return sayNothingFits(
      target,
      t('Select untracked files to track.'),
      t('Nothing you selected can be tracked: it is tracked already, or has a name that cannot be.'),
    );
  return trackAll(app, target);
}

async function trackAll(app: App, target: Target): Promise<boolean> {
  const { project, entries } = target;
  await saveOpenDocuments(target);
  const paths = entries.map((entry) => entry.path);
  const done = await app.runner.run('track', {
    title: trackingTitle(entries),
    project,
    run: async (call) => (await project.api()).track(paths, {}, call),
    again: () => trackAll(app, target),
  });
  return reportCheckpoints(app, done);
}

const isOutdated = ({ code }: Refused): boolean => code === 'outdated';

/** A version on top of one that was never looked at hides what a teammate did: that is asked about. */
async function askOnTop(paths: readonly string[]): Promise<boolean> {
  const question =
    paths.length === 1
      ? t('{0} has a newer version that yours is not based on.', paths[0] ?? '')
      : t('{0} assets have newer versions that yours are not based on.', paths.length);
  const detail = t('Yours becomes the newest version; theirs stays in the history below it.');
  return confirm(question, detail, t('Checkpoint Mine on Top'));
}

async function makeCheckpoints(
  app: App,
  { project, entries }: Target,
  answer: CheckpointAnswer,
  again: () => unknown,
): Promise<CheckpointReport | undefined> {
  const make = (paths: readonly string[], onTop: boolean) =>
    app.runner.run('checkpoint', {
      title: t('Checkpointing {0}', subjectOf(entries)),
      project,
      run: async (call) => (await project.api()).checkpoint(paths, options(answer, onTop), call),
      again,
    });
  const first = await make(
    entries.map((entry) => entry.path),
    false,
  );
  const outdated = first?.refused.filter(isOutdated).map(({ path }) => path) ?? [];
  if (first === undefined || outdated.length === 0 || !(await askOnTop(outdated))) return first;
  const second = await make(outdated, true);
  if (second === undefined) return first;
  return {
    checkpoints: [...first.checkpoints, ...second.checkpoints],
    unchanged: [...first.unchanged, ...second.unchanged],
    refused: [...first.refused.filter((refusal) => !isOutdated(refusal)), ...second.refused],
  };
}

async function checkpoint(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('checkpoint', first, second);
  if (target === undefined || target.entries.length === 0)
    return sayNothingFits(
      target,
      t('Select modified assets to checkpoint.'),
      t('Nothing you selected is modified, or it is a task of somebody else.'),
    );
  const answer = given(first) ?? (await askCheckpoint(app.context, target, app.log));
  if (answer === undefined) return undefined;
  return checkpointWith(app, target, answer, async () => {
    await forgetPastedImage(app.context, answer.previewFile);
    await forgetDraft(app.context.workspaceState, answer.comment);
  });
}

/**
 * Where it fails, the message offers to try again: with the same comment and image, and with all that follows.
 * @param used called when there is a new checkpoint
 */
async function checkpointWith(
  app: App,
  target: Target,
  answer: CheckpointAnswer,
  used: () => Promise<void>,
): Promise<unknown> {
  const again = () => checkpointWith(app, target, answer, used);
  await saveOpenDocuments(target);
  if (!reportCheckpoints(app, await makeCheckpoints(app, target, answer, again))) return undefined;
  await used();
  return answer.syncAfter ? syncProject(app, target.project) : undefined;
}

const projectNamed = (app: App, argument: unknown): Project | undefined => {
  const dir = (argument as { project?: unknown } | null | undefined)?.project;
  // The title of the Source Control view gives the view itself.
  const root = (argument as { rootUri?: vscode.Uri } | null | undefined)?.rootUri?.fsPath;
  return app.projects.all.find((project) => project.dir === (dir ?? root)) ?? app.targets.currentProject();
};

/** With what is written in the Source Control view as the comment; asks for one where nothing is. */
async function checkpointAll(app: App, argument: unknown): Promise<unknown> {
  const project = projectNamed(app, argument);
  if (project === undefined) return undefined;
  const marks = [...project.marks()].map(([, mark]) => mark);
  const entries = marks.filter(isWhole).filter((entry) => groupsOf(entry).includes('modified'));
  const paths = entries.map(({ path }) => path);
  if (paths.length === 0)
    return say(t('Nothing is modified. Untracked files are tracked one by one, or all by their group.'));
  const box = app.sourceControls.inputOf(project);
  const comment = box?.value.trim() ?? '';
  if (box === undefined || comment === '') return checkpoint(app, { project: project.dir, paths }, undefined);
  const syncAfter = vscode.workspace.getConfiguration('cairn').get('checkpoint.syncAfter', false);
  const answer = { comment, status: null, previewFile: null, syncAfter };
  return checkpointWith(app, { project, entries }, answer, async () => {
    // What was written meanwhile is for the next one.
    if (box.value.trim() === comment) box.value = '';
  });
}

export const checkpointCommands: Handlers<'track' | 'checkpoint' | 'checkpointAll'> = {
  track,
  checkpoint,
  checkpointAll,
};
