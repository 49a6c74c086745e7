/** One side of a comparison: a version, or the working file. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { CallOptions, CheckpointView } from '../../engine/api.ts';
import { nameOf } from '../../engine/domain/item-path.ts';
import { CairnError } from '../../engine/errors.ts';
import { formatBytes } from '../format.ts';
import { headOf } from '../history/head.ts';
import { type Versions, versionUri } from '../history/versions.ts';
import { toFilePath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { t, timeText } from '../ui/text.ts';

/** Null: the working file. */
export type Version = CheckpointView | null;

export interface Side {
  readonly label: string;
  readonly facts: readonly string[];
  /** On this disk. */
  readonly file: string;
  /** For the editor: read-only where it is a version. */
  readonly uri: vscode.Uri;
  readonly head: Uint8Array;
  /** Asked for where the file itself cannot be shown. */
  readonly checkpointId: string | null;
}

/** Brings the version here if need be. @throws {CairnError} */
export function sideOf(
  versions: Versions,
  project: Project,
  path: string,
  version: Version,
  call: CallOptions,
): Promise<Side> {
  return version === null ? workingSide(project, path) : versionSide(versions, project, path, version, call);
}

async function versionSide(
  versions: Versions,
  project: Project,
  path: string,
  checkpoint: CheckpointView,
  call: CallOptions,
): Promise<Side> {
  const file = await versions.export(project, path, checkpoint, call);
  const { version, comment, author, time, size, status } = checkpoint;
  const by = author === '' ? timeText(time) : t('by {0}, {1}', author, timeText(time));
  const facts = [comment, by, formatBytes(size, t), status === '' ? '' : t('status {0}', status)];
  return {
    label: t('version {0}', version),
    facts: facts.filter((fact) => fact !== ''),
    file,
    uri: versionUri(path, checkpoint),
    head: await headOf(file),
    checkpointId: checkpoint.preview === null ? null : checkpoint.id,
  };
}

async function workingSide(project: Project, path: string): Promise<Side> {
  const file = toFilePath(project.dir, path);
  const found = await stat(file).catch(() => null);
  if (found === null)
    throw new CairnError('not-found', t('{0} is not on this disk.', nameOf(path)), { path });
  return {
    label: t('working file'),
    facts: [timeText(found.mtimeMs), formatBytes(found.size, t)],
    file,
    uri: vscode.Uri.file(file),
    head: await headOf(file),
    checkpointId: null,
  };
}
