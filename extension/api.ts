/** What other extensions get from `vscode.extensions.getExtension('cairn-vc.cairn').activate()`. */
import type { AssetState } from '../engine/api.ts';

export interface ProjectSummary {
  readonly name: string;
  /** Absolute path of the working folder. */
  readonly folder: string;
  /** Address of the studio, or null while it is not published. */
  readonly studio: string | null;
  readonly unsent: number;
  readonly toPull: number;
  readonly conflicts: number;
  readonly counts: Readonly<Partial<Record<AssetState, number>>>;
}

export interface StatusSummary {
  /** One word for programs: `up-to-date`, `pending`, `syncing`, `conflict`, `offline`, `failed`, `signed-out` … */
  readonly kind: string;
  readonly text: string;
  readonly tooltip: string;
}

export interface CairnApi {
  readonly version: 1;
  /** The projects of this window that have been looked at. */
  projects(): readonly ProjectSummary[];
  /** What the status bar shows. */
  status(): StatusSummary | null;
  /** Resolves when nothing runs, nothing waits to run, and what was found is shown. */
  whenIdle(): Promise<void>;
  /** Calls back after every change of the projects or of what is known of one. */
  onDidChange(listener: () => void): { dispose(): void };
}
