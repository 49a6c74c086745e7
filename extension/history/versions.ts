/**
 * Old versions for reading: written once to a folder of ours under a name of their hash, then shown through a
 * read-only file system (text, images) or in the file manager (what no editor can show).
 */
import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import * as vscode from 'vscode';
import type { CallOptions, CheckpointView } from '../../engine/api.ts';
import { said } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import { fsError } from '../../engine/workspace/fs-errors.ts';
import { isShownByEditors, looksLikeText } from '../compare/kinds.ts';
import type { Project } from '../project/project.ts';
import { showInFolder } from '../ui/showInFolder.ts';
import { headOf } from './head.ts';
import type { VersionFiles } from './versionFiles.ts';

export const VERSION_SCHEME = 'cairn-version';

/** What an editor is given at most, in bytes. */
const MAX_IN_EDITOR = 50 * 1024 * 1024;
const HASH = /^[0-9a-f]{64}$/u;

/** Where a version is shown, once it was exported: the path is for readers, the query says which content. */
export const versionUri = (path: string, { contentHash, version }: CheckpointView): vscode.Uri =>
  vscode.Uri.from({
    scheme: VERSION_SCHEME,
    path: posix.join('/', posix.dirname(path), `v${version} ${basename(path)}`),
    query: contentHash,
  });

export class Versions implements vscode.FileSystemProvider {
  readonly files: VersionFiles;
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  readonly onDidChangeFile = this.changed.event;

  constructor(files: VersionFiles) {
    this.files = files;
  }

  async open(project: Project, path: string, checkpoint: CheckpointView, call: CallOptions): Promise<void> {
    const file = await this.export(project, path, checkpoint, call);
    if (checkpoint.size > MAX_IN_EDITOR || !(isShownByEditors(path) || looksLikeText(await headOf(file))))
      return showInFolder(file);
    await vscode.commands.executeCommand('vscode.open', versionUri(path, checkpoint));
  }

  /** The version's bytes as a file on this disk; fetched and verified by the engine if it is not there yet. */
  async export(
    project: Project,
    path: string,
    checkpoint: CheckpointView,
    call: CallOptions,
  ): Promise<string> {
    const folder = this.files.folder(checkpoint.contentHash);
    await mkdir(folder, { recursive: true })
      .then(() => this.files.use(checkpoint.contentHash))
      .catch((error: unknown) => {
        throw fsError(error, folder, 'write');
      });
    const file = join(folder, `v${checkpoint.version} ${basename(path)}`);
    const there = await stat(file).catch(() => null);
    if (there !== null && there.size === checkpoint.size) return file;
    // A name of its own until it is complete: a broken export must not pass for the version.
    const partial = join(folder, `${process.pid}-${Date.now()}.part`);
    try {
      await (await project.prepareRemote()).exportVersion(path, checkpoint.version, partial, call);
      // Whoever opens it in another program saves it elsewhere: here it is the version.
      await chmod(partial, 0o444);
      await rename(partial, file);
    } finally {
      await rm(partial, { force: true });
    }
    return file;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { size, ctimeMs, mtimeMs } = await stat(this.fileOf(uri)).catch(() => notFound(uri));
    return {
      type: vscode.FileType.File,
      size,
      ctime: ctimeMs,
      mtime: mtimeMs,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return readFile(this.fileOf(uri)).catch(() => notFound(uri));
  }

  watch = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  readDirectory = (): [string, vscode.FileType][] => [];
  createDirectory = (uri: vscode.Uri): never => readOnly(uri);
  writeFile = (uri: vscode.Uri): never => readOnly(uri);
  delete = (uri: vscode.Uri): never => readOnly(uri);
  rename = (uri: vscode.Uri): never => readOnly(uri);

  /** Only what `export` may have written: a hash and one name below it. */
  private fileOf(uri: vscode.Uri): string {
    const { query: hash } = uri;
    const name = posix.basename(uri.path);
    if (!HASH.test(hash) || name === '' || name === '..' || name.includes('\\')) {
      throw new CairnError('not-found', said`There is no version at ${uri.toString()}`);
    }
    // Shown again at a start: needed from now on, and shown also where that cannot be written down.
    void this.files.use(hash).catch(() => undefined);
    return join(this.files.folder(hash), name);
  }
}

/** The hashes of the versions that this window's tabs show. */
export const shownVersions = (): string[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs.flatMap(({ input }) => Object.values((input ?? {}) as object)))
    .filter((value): value is vscode.Uri => value instanceof vscode.Uri && value.scheme === VERSION_SCHEME)
    .map(({ query }) => query);

const notFound = (uri: vscode.Uri): never => {
  throw vscode.FileSystemError.FileNotFound(uri);
};
const readOnly = (uri: vscode.Uri): never => {
  throw vscode.FileSystemError.NoPermissions(uri);
};
