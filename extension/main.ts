/** Where VS Code starts the extension. */
import * as vscode from 'vscode';
import { LinkHandler } from './account/links.ts';
import type { CairnApi } from './api.ts';
import type { App } from './app.ts';
import { AttentionProvider } from './attention/provider.ts';
import { watchFirstSteps } from './commands/firstSteps.ts';
import { join } from './commands/invitations.ts';
import { sweepPastedImages } from './commands/pastedImage.ts';
import { registerCommands } from './commands/register.ts';
import { COMPARE_VIEW } from './compare/pages.ts';
import { compose } from './compose.ts';
import { CONFLICTS_VIEW } from './conflicts/pages.ts';
import { Decorations } from './decorations/provider.ts';
import { shownVersions, VERSION_SCHEME } from './history/versions.ts';
import { NEEDS_VIEW } from './needs/pages.ts';
import { BridgeHost } from './pipeline/bridgeHost.ts';
import { composeApi } from './pipeline/compose.ts';
import { Presence } from './presence.ts';
import { asCairnError } from './rpc/errors.ts';
import { logError } from './ui/errors.ts';
import { t } from './ui/text.ts';

/** Ends with the window; VS Code waits for it a few seconds. */
let shutDown: () => Promise<void> = async () => undefined;

export async function activate(context: vscode.ExtensionContext): Promise<CairnApi> {
  const app: App = compose(context);
  const presence = new Presence(app);
  const attention = new AttentionProvider(app.projects);
  const decorations = new Decorations(app.projects);
  context.subscriptions.push(
    app.log,
    app.localStudio,
    app.engine,
    app.projects,
    app.assets.provider,
    app.assets.view,
    app.conflicts,
    app.sourceControls,
    app.history.provider,
    app.history.view,
    presence,
    attention,
    decorations,
    ...registerCommands(() => app),
    watchFirstSteps(),
    vscode.window.createTreeView('cairn.attention', { treeDataProvider: attention, canSelectMany: true }),
    vscode.window.registerFileDecorationProvider(decorations),
    vscode.window.registerUriHandler(new LinkHandler(app.log, (link) => join(app, link))),
    vscode.workspace.registerFileSystemProvider(VERSION_SCHEME, app.versions, {
      isReadonly: new vscode.MarkdownString(
        t('A version stays as it is. Revert to it to go on from it, or save a copy.'),
      ),
    }),
    vscode.window.tabGroups.onDidChangeTabs(
      () => void app.versions.files.shows(shownVersions()).catch(() => undefined),
    ),
    vscode.window.registerWebviewPanelSerializer(CONFLICTS_VIEW, {
      deserializeWebviewPanel: async (panel) => {
        await searching;
        await app.conflicts.deserializeWebviewPanel(panel);
      },
    }),
  );
  for (const [view, pages] of [
    [COMPARE_VIEW, app.compare],
    [NEEDS_VIEW, app.needs],
  ] as const) {
    const deserializeWebviewPanel = async (panel: vscode.WebviewPanel, state: unknown) => {
      await searching;
      await pages.deserializeWebviewPanel(panel, state);
    };
    context.subscriptions.push(
      vscode.window.registerWebviewPanelSerializer(view, { deserializeWebviewPanel }),
    );
  }
  const api = composeApi(app, presence.api);
  const bridge = new BridgeHost(app.projects, api, app.log);
  context.subscriptions.push(bridge);
  shutDown = async () => {
    // Nothing is looked at any more while the projects are closed.
    presence.dispose();
    await bridge.close();
    await app.projects.closeAll();
    await app.versions.files.close().catch(() => undefined);
    // What VS Code disposes of afterwards as well; here so that nothing depends on it.
    app.localStudio.dispose();
    app.engine.dispose();
  };
  const searching = app.findProjects().then(() => resumeLocalStudio(app));
  void searching.then(() => tidy(app));
  return api;
}

/** The studio of this machine runs while a window has a project of it. */
async function resumeLocalStudio({ localStudio, projects, log }: App): Promise<void> {
  void vscode.commands.executeCommand('setContext', 'cairn.localStudio', localStudio.wanted);
  for (const { facts } of projects.all) {
    const studio = facts.summary?.project.studio ?? null;
    if (studio === null) continue;
    await localStudio.ensureRunning(studio).catch((error: unknown) => {
      logError(log, 'local studio', asCairnError(error));
    });
  }
}

/** When all else is done: what is shown is needed, what was not looked at for long goes. */
async function tidy({ context, versions, log }: App): Promise<void> {
  const failed = (error: unknown): void => logError(log, 'tidying up', asCairnError(error));
  // Where a full disk takes no note of it, what nobody needs has to go all the more.
  await versions.files.shows(shownVersions()).catch(failed);
  try {
    await sweepPastedImages(context);
    const gone = await versions.files.prune();
    if (gone > 0) log.info(`removed the files of ${gone} old versions that nobody has looked at for long`);
  } catch (error) {
    failed(error);
  }
}

export const deactivate = (): Promise<void> => shutDown();
