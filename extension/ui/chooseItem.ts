/** Choosing one of a project's items. There may be very many: the database is searched by what is typed. */
import * as vscode from 'vscode';
import type { Entry, Search } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import type { Project } from '../project/project.ts';
import { asCairnError } from '../rpc/errors.ts';
import { failedSearch } from './errors.ts';
import { t } from './text.ts';

/** Listed at once; more are found by typing. */
const LISTED = 200;

export interface ItemQuestion {
  readonly title: string;
  readonly placeholder: string;
  readonly kinds: NonNullable<Search['kinds']>;
  /** Items that are not offered, by path. */
  readonly without: (path: string) => boolean;
  /** Offered above all others. */
  readonly first?: { readonly label: string; readonly path: string };
}

interface Item extends vscode.QuickPickItem {
  /** Null where it says why the search failed. */
  readonly path: string | null;
}

/** @returns the path of what was chosen; undefined where the user left */
export async function chooseItem(project: Project, question: ItemQuestion): Promise<string | undefined> {
  const api = await project.api();
  const { kinds, without, first } = question;
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = question.title;
  pick.placeholder = question.placeholder;
  let latest = 0;
  const look = async (text: string): Promise<void> => {
    const mine = ++latest;
    pick.busy = true;
    const found = await api.find({ text, kinds }, LISTED).catch(asCairnError);
    if (mine !== latest) return;
    const items: Item[] =
      found instanceof CairnError ? [{ ...failedSearch(found), path: null }] : itemsOf(found, without);
    pick.items = first === undefined ? items : [first, ...items];
    pick.busy = false;
  };
  return new Promise((resolve) => {
    pick.onDidChangeValue((text) => void look(text));
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.path ?? undefined);
      pick.hide();
    });
    pick.onDidHide(() => {
      latest = -1;
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
    void look('');
  });
}

const itemsOf = (found: readonly Entry[], without: (path: string) => boolean): Item[] =>
  found
    .filter(({ path }) => !without(path))
    .map(({ path, kind }) => ({
      label: path,
      description: kind === 'collection' ? t('collection') : '',
      path,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
