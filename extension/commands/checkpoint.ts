/** Track and checkpoint. */
import * as vscode from 'vscode';
import type { CheckpointOptions, CheckpointReport, Entry } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import type { Target } from '../ui/target.ts';
import { t } from '../ui/text.ts';
import { askCheckpoint, type CheckpointAnswer, forgetDraft } from './checkpointDialog.ts';
import { say, showRefused } from './outcome.ts';
import { syncProject } from './sync.ts';

const subject = (entries: readonly Entry[]): string =>
  entries.length === 1 ? (entries[0]?.name ?? '') : t('{0} items', entries.length);

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

function options(answer: CheckpointAnswer): CheckpointOptions {
  const { comment, status, previewFile } = answer;
  return { comment, ...(status !== null && { status }), ...(previewFile !== null && { previewFile }) };
}

/** A file that is open with unsaved changes would be recorded as it is on disk, not as it is on screen. */
async function saveOpenDocuments({ project, entries }: Target): Promise<void> {
  const paths = entries.map((entry) => entry.path);
  const open = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && document.uri.scheme === 'file',
  );
  for (const document of open) {
    const inside = paths.some((path) => {
      const file = vscode.Uri.joinPath(vscode.Uri.file(project.dir), path).fsPath;
      return document.uri.fsPath === file || document.uri.fsPath.startsWith(`${file}/`);
    });
    if (inside) await document.save();
  }
}

async function report(app: App, done: CheckpointReport | undefined): Promise<boolean> {
  if (done === undefined) return false;
  for (const { path, version } of done.checkpoints) app.log.info(`checkpoint: ${path} v${version}`);
  if (done.refused.length > 0) void showRefused(app, done.refused);
  else if (done.checkpoints.length === 0) say(t('Nothing changed since the last checkpoint.'));
  return done.checkpoints.length > 0;
}

async function track(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('track', first, second);
  if (target === undefined || target.entries.length === 0) return say(t('Select untracked files to track.'));
  const { project, entries } = target;
  await saveOpenDocuments(target);
  const paths = entries.map((entry) => entry.path);
  const done = await app.runner.run('track', {
    title: t('Tracking {0}', subject(entries)),
    project,
    run: async (call) => (await project.api()).track(paths, {}, call),
  });
  return report(app, done);
}

async function checkpoint(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('checkpoint', first, second);
  if (target === undefined || target.entries.length === 0)
    return say(t('Select modified assets to checkpoint.'));
  const { project, entries } = target;
  const memory = app.context.workspaceState;
  const answer = given(first) ?? (await askCheckpoint(memory, subject(entries)));
  if (answer === undefined) return undefined;
  await saveOpenDocuments(target);
  const paths = entries.map((entry) => entry.path);
  const done = await app.runner.run('checkpoint', {
    title: t('Checkpointing {0}', subject(entries)),
    project,
    run: async (call) => (await project.api()).checkpoint(paths, options(answer), call),
  });
  if (!(await report(app, done))) return undefined;
  await forgetDraft(memory);
  return answer.syncAfter ? syncProject(app, project) : undefined;
}

export const checkpointCommands: Handlers<'track' | 'checkpoint'> = { track, checkpoint };
