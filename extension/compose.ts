/** Puts the parts together. Nothing here starts the engine: that happens when a project is found. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { configDir } from '../engine/remote/session-place.ts';
import { AccountClient } from './account/client.ts';
import { CommandLineSessions } from './account/commandLine.ts';
import { Sessions } from './account/sessions.ts';
import type { App } from './app.ts';
import { originalOf, sidesAgain } from './commands/compare.ts';
import { moveEntries, trackFiles } from './commands/drop.ts';
import { syncProject } from './commands/sync.ts';
import { ComparePages } from './compare/pages.ts';
import { ConflictPages } from './conflicts/pages.ts';
import { EngineHost } from './engine/host.ts';
import { HistoryProvider } from './history/provider.ts';
import { VersionFiles } from './history/versionFiles.ts';
import { Versions } from './history/versions.ts';
import { NeedsPages } from './needs/pages.ts';
import { Runner } from './operations/runner.ts';
import { mayHoldProject } from './project/probe.ts';
import { Projects } from './project/registry.ts';
import { asCairnError } from './rpc/errors.ts';
import { SourceControls } from './scm/provider.ts';
import { LocalStudio, type RememberedStudio } from './studio/localStudio.ts';
import { AssetsDragAndDrop } from './tree/dragAndDrop.ts';
import { AssetsProvider } from './tree/provider.ts';
import { showError } from './ui/errors.ts';
import { Targets } from './ui/target.ts';
import { t } from './ui/text.ts';

const LOCAL_STUDIO = 'cairn.localStudio';

function createLocalStudio(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LocalStudio {
  return new LocalStudio({
    program: context.asAbsolutePath(join('dist', 'studio.cjs')),
    dataDir: join(context.globalStorageUri.fsPath, 'studio'),
    log: (line) => log.debug(`studio: ${line}`),
    remembered: () => context.globalState.get<RememberedStudio>(LOCAL_STUDIO),
    remember: async (studio) => context.globalState.update(LOCAL_STUDIO, studio),
    preferredPort: () => vscode.workspace.getConfiguration('cairn').get('localStudio.port', 0),
  });
}

function createEngine(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  sessions: Sessions,
): EngineHost {
  const script = context.asAbsolutePath(join('dist', 'worker.cjs'));
  return new EngineHost(script, {
    token: (studioUrl) => sessions.token(studioUrl),
    log: (level, message, data) => (data === undefined ? log[level](message) : log[level](message, data)),
    limit: transferLimit,
  });
}

/** Bytes per second. */
function transferLimit(): number | undefined {
  const kilobytes = vscode.workspace.getConfiguration('cairn').get('transfer.limit', 0);
  return kilobytes > 0 ? kilobytes * 1_000 : undefined;
}

const windowFolders = (): string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter((folder) => folder.uri.scheme === 'file')
    .map((folder) => folder.uri.fsPath);

/** The same at the next start of this window: the workspace's folder in the editor's storage is named by it. */
const windowName = ({ storageUri }: vscode.ExtensionContext): string =>
  createHash('sha256')
    .update(storageUri?.path ?? '')
    .digest('hex')
    .slice(0, 32);

function createHistory(): App['history'] {
  const provider = new HistoryProvider(() => view.visible);
  const view: App['history']['view'] = vscode.window.createTreeView('cairn.history', {
    treeDataProvider: provider,
    canSelectMany: true,
  });
  return { provider, view };
}

export function compose(context: vscode.ExtensionContext): App {
  const log = vscode.window.createOutputChannel('Cairn', { log: true });
  const commandLine = new CommandLineSessions(
    configDir({ env: process.env, platform: process.platform, home: homedir }),
  );
  const sessions = new Sessions(context.secrets, context.globalState, commandLine);
  const localStudio = createLocalStudio(context, log);
  const engine = createEngine(context, log, sessions);
  const projects = new Projects(engine, {
    signedIn: async (studioUrl) => (await sessions.token(studioUrl)) !== null,
    beforeRemote: (studioUrl) => localStudio.ensureRunning(studioUrl),
    mayHoldProject,
  });
  const provider = new AssetsProvider(projects, log);
  const view = vscode.window.createTreeView('cairn.assets', {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
    dragAndDropController: new AssetsDragAndDrop(
      {
        move: (project, entries, collection) => moveEntries(app, project, entries, collection),
        track: (project, files, collection) => trackFiles(app, project, files, collection),
        fail: (error) => void showError(asCairnError(error), log),
      },
      () => (projects.all.length === 1 ? projects.all[0] : undefined),
    ),
  });
  const versionsDir = join(context.globalStorageUri.fsPath, 'versions');
  const app: App = {
    context,
    log,
    engine,
    projects,
    runner: new Runner(log),
    targets: new Targets(projects, () => view.selection),
    sessions,
    account: new AccountClient(() => engine.root()),
    localStudio,
    conflicts: new ConflictPages({
      extensionUri: context.extensionUri,
      projects,
      log,
      sync: (project) => syncProject(app, project),
    }),
    compare: new ComparePages({
      extensionUri: context.extensionUri,
      versionsDir,
      projects,
      log,
      again: (project, compared) => sidesAgain(app, project, compared),
    }),
    needs: new NeedsPages(context.extensionUri, projects, log),
    versions: new Versions(new VersionFiles(versionsDir, windowName(context))),
    history: createHistory(),
    sourceControls: new SourceControls(projects, (project, entry) => originalOf(app, project, entry)),
    assets: { provider, view },
    findProjects: () => projects.find(windowFolders()),
  };
  log.debug(t('Cairn started'));
  return app;
}
