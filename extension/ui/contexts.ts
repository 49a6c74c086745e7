/** The context keys that menus, welcomes and keys ask for, derived from the projects. */
import * as vscode from 'vscode';
import { explain } from '../messages.ts';
import type { Summary } from '../project/facts.ts';
import type { Project } from '../project/project.ts';
import type { Projects } from '../project/registry.ts';
import { statusState } from '../status/state.ts';
import { t } from './text.ts';

/** Why the tree is empty, as far as that is known. */
export type EmptyReason = 'opening' | 'no-project' | 'unavailable' | 'signed-out' | 'offline' | 'empty';

function emptyReason(projects: Pick<Projects, 'all' | 'failure' | 'searching'>): EmptyReason {
  const [project] = projects.all;
  if (projects.failure !== null) return 'unavailable';
  if (project === undefined) return projects.searching ? 'opening' : 'no-project';
  const { kind } = statusState(project.facts);
  if (kind === 'unavailable' || kind === 'signed-out' || kind === 'offline' || kind === 'opening')
    return kind;
  return 'empty';
}

/** Failures that a welcome has words of its own for. */
const EXPLAINED = new Set(['project-corrupt', 'project-newer', 'project-busy', 'engine-unavailable']);

const failureOf = ({ all, failure }: Pick<Projects, 'all' | 'failure'>) =>
  failure ?? all.find((project) => project.facts.broken !== null)?.facts.broken ?? null;

/** What kind of failure the welcome of an empty view is about; `other` where only the log has words for it. */
function unavailableWhy(projects: Pick<Projects, 'all' | 'failure'>): string {
  const code = failureOf(projects)?.code;
  return code !== undefined && EXPLAINED.has(code) ? code : 'other';
}

/**
 * Above an Assets view that shows some of its projects: why another one cannot be. Not above an empty one: there the
 * editor shows a message in the place of the welcome, which has the ways out.
 */
export function brokenMessage(projects: Pick<Projects, 'all' | 'failure'>): string | undefined {
  const error = failureOf(projects);
  const shows = projects.all.some(({ facts }) => facts.broken === null && facts.summary !== null);
  return error === null || !shows ? undefined : explain(error, t).text;
}

export class Contexts {
  private readonly known = new Map<string, unknown>();

  update(projects: Projects): void {
    const { all } = projects;
    const some = (holds: (project: Project) => boolean): boolean => all.some(holds);
    const attention = (project: Project) => project.facts.attention;
    this.set('cairn.hasProject', all.length > 0);
    this.setDone(all);
    this.set('cairn.state', emptyReason(projects));
    this.set('cairn.unavailable', unavailableWhy(projects));
    this.set(
      'cairn.syncing',
      some((project) => project.facts.syncing !== null),
    );
    this.set(
      'cairn.hasConflicts',
      some((project) => attention(project).conflicts.length > 0),
    );
    this.set(
      'cairn.hasAttention',
      some((project) => Object.values(attention(project)).some((list) => list.length > 0)),
    );
  }

  /** Which of the first steps are behind the user, whichever way they went. */
  private setDone(all: readonly Project[]): void {
    const some = (holds: (summary: Summary) => boolean): boolean =>
      all.some(({ facts: { summary } }) => summary !== null && holds(summary));
    this.set(
      'cairn.hasAssets',
      some(({ counts }) =>
        Object.entries(counts).some(([state, count]) => state !== 'untracked' && count > 0),
      ),
    );
    this.set(
      'cairn.hasCheckpointed',
      some(({ checkpointed }) => checkpointed),
    );
    this.set(
      'cairn.onStudio',
      some(({ project }) => project.studio !== null),
    );
    this.set(
      'cairn.hasSynced',
      some(({ lastSync }) => lastSync !== null),
    );
  }

  private set(key: string, value: unknown): void {
    if (this.known.get(key) === value) return;
    this.known.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
