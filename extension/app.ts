/** What commands work with. Composed once, in main.ts. */
import type * as vscode from 'vscode';
import type { AccountClient } from './account/client.ts';
import type { Sessions } from './account/sessions.ts';
import type { ComparePages } from './compare/pages.ts';
import type { ConflictPages } from './conflicts/pages.ts';
import type { EngineHost } from './engine/host.ts';
import type { HistoryNode, HistoryProvider } from './history/provider.ts';
import type { Versions } from './history/versions.ts';
import type { NeedsPages } from './needs/pages.ts';
import type { Runner } from './operations/runner.ts';
import type { OperationName } from './operations/table.ts';
import type { Projects } from './project/registry.ts';
import type { SourceControls } from './scm/provider.ts';
import type { LocalStudio } from './studio/localStudio.ts';
import type { TreeNode } from './tree/model.ts';
import type { AssetsProvider } from './tree/provider.ts';
import type { Targets } from './ui/target.ts';

export interface App {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly engine: EngineHost;
  readonly projects: Projects;
  readonly runner: Runner;
  readonly targets: Targets;
  readonly sessions: Sessions;
  readonly account: AccountClient;
  readonly localStudio: LocalStudio;
  readonly conflicts: ConflictPages;
  readonly compare: ComparePages;
  readonly needs: NeedsPages;
  readonly versions: Versions;
  readonly history: { readonly provider: HistoryProvider; readonly view: vscode.TreeView<HistoryNode> };
  readonly sourceControls: SourceControls;
  readonly assets: { readonly provider: AssetsProvider; readonly view: vscode.TreeView<TreeNode> };
  /** Looks for projects in the window's folders again. */
  findProjects(): Promise<void>;
}

/** A command: what it was called on is in `first` and `second`, as VS Code's menus give it. */
export type Handler = (app: App, first: unknown, second: unknown) => Promise<unknown>;
export type Handlers<K extends OperationName> = Readonly<Record<K, Handler>>;
