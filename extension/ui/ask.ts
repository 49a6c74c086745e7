/** Questions with one answer. `undefined` is always "the user went away". */
import * as vscode from 'vscode';
import { t } from './text.ts';

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  /** Part of `value` that is selected: start and end. */
  readonly selection?: readonly [number, number];
  readonly placeholder?: string;
  readonly password?: boolean;
  /** Why the text will not do, or null. */
  readonly check?: (text: string) => string | null | Promise<string | null>;
}

export async function askText(question: TextQuestion): Promise<string | undefined> {
  const { check, selection, ...rest } = question;
  let touched = false;
  // An empty field is not a mistake before anything was typed.
  const validate = (text: string): ReturnType<NonNullable<TextQuestion['check']>> => {
    touched ||= text !== '';
    return touched && check !== undefined ? check(text) : null;
  };
  const answer = await vscode.window.showInputBox({
    title: rest.title,
    prompt: rest.prompt,
    ignoreFocusOut: true,
    validateInput: validate,
    ...(rest.value !== undefined && { value: rest.value }),
    ...(rest.placeholder !== undefined && { placeHolder: rest.placeholder }),
    ...(rest.password !== undefined && { password: rest.password }),
    ...(selection !== undefined && { valueSelection: [selection[0], selection[1]] as [number, number] }),
  });
  const leftEmpty = answer === '' && check !== undefined && (await check('')) !== null;
  return leftEmpty ? undefined : answer;
}

export const notEmpty = (text: string): string | null =>
  text.trim() === '' ? t('It cannot be empty.') : null;

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export async function choose<T>(
  title: string,
  choices: Choice<T>[] | Promise<Choice<T>[]>,
  placeholder?: string,
): Promise<T | undefined> {
  const options: vscode.QuickPickOptions = {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
    ...(placeholder !== undefined && { placeHolder: placeholder }),
  };
  const picked = await vscode.window.showQuickPick(Promise.resolve(choices), options);
  return picked?.value;
}

/** A choice that may also be typed: what was typed is offered first while nothing listed equals it. */
export function chooseOrType(
  title: string,
  listed: readonly string[],
  placeholder: string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick();
    const items = listed.map((label) => ({ label }));
    pick.title = title;
    pick.placeholder = placeholder;
    pick.items = items;
    pick.onDidChangeValue((value) => {
      const typed = value.trim();
      pick.items = typed === '' || listed.includes(typed) ? items : [{ label: typed }, ...items];
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.label ?? (pick.value.trim() === '' ? undefined : pick.value.trim()));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** A question in the middle of the window, for what cannot be taken back. */
export async function confirm(message: string, detail: string, yes: string): Promise<boolean> {
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}
