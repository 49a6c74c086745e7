/** Make a project, join one, publish one. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { suggestName } from '../../engine/domain/names.ts';
import type { App, Handlers } from '../app.ts';
import { commandId } from '../operations/table.ts';
import { isInside } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { askText, type Choice, choose } from '../ui/ask.ts';
import { t } from '../ui/text.ts';
import { askStudio, signInTo } from './account.ts';
import { say } from './outcome.ts';
import { checkName } from './structure.ts';
import { rebuildPaths } from './working.ts';

const text = (argument: unknown, name: string): string | undefined => {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const value = (argument as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
};

const windowFolders = (): string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => folder.uri.fsPath);

const isInWindow = (dir: string): boolean =>
  windowFolders().some((folder) => isInside(folder, dir) || isInside(dir, folder));

async function pickFolder(title: string): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title,
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: title,
    })) ?? [];
  return folder?.fsPath;
}

async function folderForProject(): Promise<string | undefined> {
  const folders = windowFolders();
  if (folders.length === 1) return folders[0];
  const choices: Choice<string | null>[] = folders.map((folder) => ({
    label: basename(folder),
    description: folder,
    value: folder,
  }));
  const other: Choice<string | null> = { label: t('$(folder-opened) Another folder…'), value: null };
  const chosen = folders.length === 0 ? null : await choose(t('Create Project'), [...choices, other]);
  return chosen === null ? pickFolder(t('Create Project Here')) : chosen;
}

async function createProject(app: App, argument: unknown): Promise<unknown> {
  const dir = text(argument, 'dir') ?? (await folderForProject());
  if (dir === undefined) return undefined;
  const name =
    text(argument, 'name') ??
    (await askText({
      title: t('Create Project'),
      prompt: t('The name of the production. Files in the folder stay as they are.'),
      value: basename(dir),
      check: checkName,
    }));
  if (name === undefined) return undefined;
  const handle = await app.runner.run('createProject', {
    title: t('Creating the project'),
    project: null,
    run: () => app.engine.root().init(dir, name),
  });
  if (handle === undefined) return undefined;
  await opened(app, dir, handle);
  return dir;
}

/** A new project is shown at once; a folder that this window does not have is offered. */
async function opened(app: App, dir: string, handle: number): Promise<void> {
  if (isInWindow(dir)) {
    await app.projects.add(dir, handle);
    await vscode.commands.executeCommand('cairn.assets.focus');
    return;
  }
  await app.engine.project(handle).close();
  const open = t('Open Folder');
  const add = t('Add to this Window');
  const picked = await vscode.window.showInformationMessage(t('The project is in {0}.', dir), open, add);
  const uri = vscode.Uri.file(dir);
  if (picked === open) await vscode.commands.executeCommand('vscode.openFolder', uri);
  if (picked === add) vscode.workspace.updateWorkspaceFolders(windowFolders().length, 0, { uri });
}

/** An empty folder of the window is taken as it is; otherwise a folder of the project's name in a chosen one. */
async function folderToJoin(name: string): Promise<string | undefined> {
  const [only, ...others] = windowFolders();
  if (only !== undefined && others.length === 0) {
    const names = (await readdir(only).catch(() => ['?'])).filter((entry) => entry !== '.vscode');
    if (names.length === 0) return only;
  }
  const parent = await pickFolder(t('Join into this Folder'));
  return parent === undefined ? undefined : join(parent, suggestName(name));
}

async function chooseProject(app: App, studio: string): Promise<string | undefined> {
  const token = await app.sessions.token(studio);
  const projects = await app.runner.run('joinProject', {
    title: t('Asking the studio'),
    project: null,
    run: () => app.account.at(studio, token).projects(),
  });
  if (projects === undefined) return undefined;
  if (projects.length === 0) {
    say(t('You are not a member of any project at {0} yet. Ask to be added to one.', studio));
    return undefined;
  }
  const choices = projects.map(({ name, role, archived }) => ({
    label: name,
    description: archived ? t('{0}, archived', role) : role,
    value: name,
  }));
  return choose(t('Join a Studio Project'), choices);
}

async function joinProject(app: App, argument: unknown): Promise<unknown> {
  const studio = text(argument, 'studio') ?? (await askStudio(app, t('Join a Studio Project')));
  if (studio === undefined) return undefined;
  if ((await app.sessions.token(studio)) === null && !(await signInTo(app, studio))) return undefined;
  const project = text(argument, 'project') ?? (await chooseProject(app, studio));
  if (project === undefined) return undefined;
  // Whoever names the project by its id may know what people call it.
  const name = text(argument, 'name') ?? project;
  const dir = text(argument, 'dir') ?? (await folderToJoin(name));
  if (dir === undefined) return undefined;
  const handle = await app.runner.run('joinProject', {
    title: t('Joining {0}', name),
    project: null,
    run: (call) => app.engine.root().clone(studio, project, dir, call),
  });
  if (handle === undefined) return undefined;
  await opened(app, dir, handle);
  const joined = app.projects.all.find((candidate) => candidate.dir === dir);
  if (joined !== undefined) void offerRebuild(app, joined);
  return dir;
}

async function offerRebuild(app: App, project: Project): Promise<void> {
  const missing = project.facts.summary?.counts.rebuild ?? 0;
  if (missing === 0) return;
  const rebuild = t('Rebuild All');
  const message =
    missing === 1
      ? t('Joined {0}. 1 file is not on this disk yet.', project.name)
      : t('Joined {0}. {1} files are not on this disk yet.', project.name, missing);
  if ((await vscode.window.showInformationMessage(message, rebuild)) !== rebuild) return;
  const top = await (await project.api()).children('');
  const tracked = top.filter((entry) => entry.kind !== 'untracked').map((entry) => entry.path);
  await rebuildPaths(app, project, tracked);
}

/** Asks for a studio (and a session there) and publishes. @returns whether it was */
async function publishProject(app: App, project: Project, studio?: string): Promise<boolean> {
  const url = studio ?? (await askStudio(app, t('Publish {0}', project.name)));
  if (url === undefined) return false;
  if ((await app.sessions.token(url)) === null && !(await signInTo(app, url))) return false;
  await app.localStudio.ensureRunning(url);
  const done = await app.runner.run('publish', {
    title: t('Publishing {0}', project.name),
    project,
    run: async () => (await project.api()).publish(url),
  });
  return done !== undefined;
}

async function publish(app: App, argument: unknown): Promise<unknown> {
  const project = app.targets.currentProject();
  if (project === undefined) return undefined;
  if (!(await publishProject(app, project, text(argument, 'studio')))) return false;
  const sync = t('Sync Now');
  void vscode.window
    .showInformationMessage(t('{0} is published. The next sync sends it.', project.name), sync)
    .then((picked) => {
      if (picked === sync) void vscode.commands.executeCommand(commandId('sync'));
    });
  return true;
}

export const projectCommands: Handlers<'createProject' | 'joinProject' | 'publish'> = {
  createProject,
  joinProject,
  publish,
};
