/** *Find Asset*: searches the projects' databases by path, state, status, assignee, type and tag. */
import * as vscode from 'vscode';
import type { Entry, Facets } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import { FILTERS, type Filter, type Known, parseQuery, written } from '../find/query.ts';
import { searchEach } from '../find/search.ts';
import { filterName, queryWords } from '../find/words.ts';
import type { Project } from '../project/project.ts';
import { asCairnError } from '../rpc/errors.ts';
import { hasChildren } from '../tree/model.ts';
import { description, stateWords } from '../tree/words.ts';
import { type Choice, choose } from '../ui/ask.ts';
import { failedSearch, showError } from '../ui/errors.ts';
import { t } from '../ui/text.ts';

/** Results of one search that are listed. */
const LISTED = 200;
const NOTHING: Facets = { statuses: [], assignees: [], types: [], tags: [] };

interface Found extends vscode.QuickPickItem {
  readonly project: Project;
  /** Null where the search of the project failed: the item says why. */
  readonly entry: Entry | null;
}

class Finder {
  private readonly app: App;
  private readonly pick = vscode.window.createQuickPick<Found>();
  private readonly words = queryWords(t);
  private readonly known: Promise<ReadonlyMap<Project, Known>>;
  private latest = 0;
  /** Hidden because a filter is being chosen, not because the user left. */
  private asking = false;

  constructor(app: App) {
    this.app = app;
    this.known = knownOf(app);
    this.pick.title = t('Find Asset');
    this.pick.placeholder = t(
      'A part of the path, and filters as {0}',
      `${written('state', 'modified', this.words)} ${written('tag', 'hero', this.words)}`,
    );
    this.pick.buttons = [
      {
        iconPath: new vscode.ThemeIcon('filter'),
        tooltip: t('Filter by state, status, assignee, type or tag'),
      },
    ];
  }

  async show(): Promise<void> {
    const { pick } = this;
    pick.onDidChangeValue(() => void this.look());
    pick.onDidTriggerButton(() => void this.addFilter());
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      pick.hide();
      if (chosen?.entry) void showRow(this.app, chosen.project, chosen.entry.path);
    });
    pick.onDidHide(() => {
      if (this.asking) return;
      this.latest = -1;
      pick.dispose();
    });
    pick.show();
    await this.look();
  }

  private async look(): Promise<void> {
    const mine = ++this.latest;
    this.pick.busy = true;
    const { found, failed } = await searchEach(await this.known, this.searchFor(this.pick.value), LISTED);
    if (mine !== this.latest) return;
    const reasons = failed.map(({ place: [project], error }) => ({
      ...failedSearch(error, project.name),
      project,
      entry: null,
    }));
    // Behind what was found, so that Enter still chooses the first of it.
    this.pick.items = [...found, ...reasons];
    this.pick.title =
      found.length < LISTED ? t('Find Asset') : t('Find Asset: the first {0} are listed', found.length);
    this.pick.busy = false;
  }

  private searchFor(typed: string) {
    return async ([project, known]: readonly [Project, Known]): Promise<Found[]> => {
      const asked = parseQuery(typed, this.words, known);
      return (await (await project.api()).find(asked, LISTED)).map((entry) => item(project, entry));
    };
  }

  private async addFilter(): Promise<void> {
    this.asking = true;
    const filter = await this.askFilter().catch((error: unknown) => {
      void showError(asCairnError(error), this.app.log);
      return undefined;
    });
    this.asking = false;
    this.pick.show();
    // After it is shown, so that what is typed next goes behind it: what is there already is selected.
    if (filter !== undefined) this.pick.value = `${this.pick.value.trim()} ${filter} `.trimStart();
    await this.look();
  }

  private async askFilter(): Promise<string | undefined> {
    const title = t('Find Asset');
    const kinds: Choice<Filter>[] = FILTERS.map((filter) => ({
      label: filterName(filter, t),
      value: filter,
    }));
    const filter = await choose(title, kinds, t('Filter by'));
    if (filter === undefined) return undefined;
    const value = await choose(filterName(filter, t), this.values(filter));
    return value === undefined ? undefined : written(filter, value, this.words);
  }

  private async values(filter: Filter): Promise<Choice<string>[]> {
    if (filter === 'state') return this.words.states.map(([id, label]) => ({ label, value: id }));
    const all = [...(await this.known).values()];
    const { none, me } = this.words;
    const lists: Readonly<Record<Exclude<Filter, 'state'>, readonly string[]>> = {
      status: [...all.flatMap(({ statuses }) => statuses), none],
      assignee: [
        ...(all.some(({ user }) => user !== null) ? [me] : []),
        ...all.flatMap(({ assignees }) => assignees),
        none,
      ],
      type: [...all.flatMap(({ types }) => types), none],
      tag: all.flatMap(({ tags }) => tags),
    };
    return [...new Set(lists[filter])].map((value) => ({ label: value, value }));
  }
}

async function knownOf(app: App): Promise<ReadonlyMap<Project, Known>> {
  const known = app.projects.all.map(async (project) => {
    const facets = await project.api().then(
      (api) => api.facets(),
      () => NOTHING,
    );
    const studio = project.facts.summary?.project.studio ?? null;
    const user = studio === null ? null : await app.sessions.user(studio).catch(() => null);
    return [project, { ...facets, user }] as const;
  });
  return new Map(await Promise.all(known));
}

/** Shown whatever was typed: what holds of it need not stand in its label. */
function item(project: Project, entry: Entry): Found {
  const facts = [...stateWords(entry, t), description(entry)].filter((fact) => fact !== '');
  const icon = hasChildren(entry) ? '$(folder)' : '$(file)';
  return {
    label: `${icon} ${entry.path}`,
    description: facts.join(' · '),
    alwaysShow: true,
    project,
    entry,
  };
}

/** Opens the Assets view at an entry. */
async function showRow(app: App, project: Project, path: string): Promise<void> {
  const node = await app.assets.provider.locate(project, path);
  if (node !== undefined) await app.assets.view.reveal(node, { select: true, focus: true });
}

export const findCommands: Handlers<'find'> = { find: (app) => new Finder(app).show() };
