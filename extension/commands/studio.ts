/** A studio on this machine. */
import * as vscode from 'vscode';
import type { App, Handlers } from '../app.ts';
import { commandId } from '../operations/table.ts';
import { askText, notEmpty } from '../ui/ask.ts';
import { t } from '../ui/text.ts';
import { say } from './outcome.ts';

interface Account {
  readonly name: string;
  readonly password: string;
}

const isAccount = (value: unknown): value is Account => {
  if (typeof value !== 'object' || value === null) return false;
  const { name, password } = value as Partial<Record<keyof Account, unknown>>;
  return typeof name === 'string' && typeof password === 'string';
};

async function askAccount(): Promise<Account | undefined> {
  const title = t('First account of the local studio');
  const name = await askText({ title, prompt: t('Your name at the studio'), check: notEmpty });
  if (name === undefined) return undefined;
  const password = await askText({
    title,
    prompt: t('A password; others who may use this studio get accounts of their own'),
    password: true,
    check: (text) => (text.length < 8 ? t('Eight characters at least.') : null),
  });
  return password === undefined ? undefined : { name: name.trim(), password };
}

async function startStudio(app: App, argument: unknown): Promise<unknown> {
  const started = await app.runner.run('startStudio', {
    title: t('Starting the studio'),
    project: null,
    run: () => app.localStudio.start(),
  });
  if (started === undefined) return undefined;
  const { url, setupToken } = started;
  await vscode.commands.executeCommand('setContext', 'cairn.localStudio', true);
  if (setupToken !== undefined) {
    const account = isAccount(argument) ? argument : await askAccount();
    if (account === undefined) return undefined;
    const done = await app.runner.run('startStudio', {
      title: t('Making the first account'),
      project: null,
      run: async () => {
        const { name, password } = account;
        const session = await app.account.at(url, null).setup(setupToken, name, password);
        await app.sessions.store(url, session.user.name, session.token);
        return true;
      },
    });
    if (done === undefined) return undefined;
  }
  void offerNext(app, url);
  return url;
}

async function offerNext(app: App, url: string): Promise<void> {
  const project = app.targets.currentProject();
  const publishable = project !== undefined && project.facts.summary?.project.studio === null;
  const publish = t('Publish {0} There', project?.name ?? '');
  const message = t('The studio runs at {0} while this window is open.', url);
  const picked = await vscode.window.showInformationMessage(message, ...(publishable ? [publish] : []));
  if (picked === publish) await vscode.commands.executeCommand(commandId('publish'), { studio: url });
}

async function stopStudio(app: App): Promise<unknown> {
  await app.localStudio.stop();
  await vscode.commands.executeCommand('setContext', 'cairn.localStudio', false);
  return say(t('The local studio is stopped. Its data stays.'));
}

export const studioCommands: Handlers<'startStudio' | 'stopStudio'> = { startStudio, stopStudio };
