/** Sign in and out. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { isLoopback, normaliseStudioUrl } from '../../engine/domain/studioUrl.ts';
import { codeFromElsewhere, type ElsewhereAccount } from '../../engine/remote/sign-in-elsewhere.ts';
import type { Session } from '../../engine/remote/studio.ts';
import type { App, Handlers } from '../app.ts';
import { asCairnError } from '../rpc/errors.ts';
import { askText, type Choice, choose, notEmpty } from '../ui/ask.ts';
import { logError, problemOf, showError } from '../ui/errors.ts';
import { t } from '../ui/text.ts';
import { say } from './outcome.ts';

const checkUrl = problemOf(normaliseStudioUrl);

/** Passwords go over the wire: only this machine and encrypted connections are taken without a question. */
const isExposed = (text: string): boolean => {
  const url = new URL(text);
  return url.protocol === 'http:' && !isLoopback(url);
};

export function askStudio(app: App, title: string): Promise<string | undefined> {
  return askText({
    title,
    prompt: t('The address of the studio'),
    placeholder: 'https://studio.example.com',
    value: app.sessions.studios[0]?.url ?? '',
    check: checkUrl,
  });
}

export async function acceptExposed(url: string): Promise<boolean> {
  if (!isExposed(url)) return true;
  const proceed = t('Send It Anyway');
  const text = t('{0} is not encrypted: anybody on the way can read your password and your files.', url);
  return (await vscode.window.showWarningMessage(text, { modal: true }, proceed)) === proceed;
}

interface Credentials {
  readonly name: string;
  readonly password: string;
  /** Only for a studio without accounts. */
  readonly setupToken?: string;
}

async function askCredentials(app: App, url: string, first: boolean): Promise<Credentials | undefined> {
  const title = first ? t('First account at {0}', url) : t('Sign in to {0}', url);
  const setupToken = first
    ? await askText({
        title,
        prompt: t('The setup token that the studio printed at its first start'),
        check: notEmpty,
      })
    : '';
  if (setupToken === undefined) return undefined;
  const known = app.sessions.studios.find((studio) => studio.url === url)?.user ?? '';
  const name = await askText({ title, prompt: t('Your name at the studio'), value: known, check: notEmpty });
  if (name === undefined) return undefined;
  const password = await askText({
    title,
    prompt: t('Password of {0}', name),
    password: true,
    check: notEmpty,
  });
  if (password === undefined) return undefined;
  return { name: name.trim(), password, ...(first && { setupToken: setupToken.trim() }) };
}

const device = (): string => `${vscode.env.appName} (${hostname()})`;

type Way = 'browser' | 'password';

async function askWay(url: string, sso: string): Promise<Way | undefined> {
  const choices: Choice<Way>[] = [
    { label: sso, description: t('with the browser'), value: 'browser' },
    { label: t('Name and password'), value: 'password' },
  ];
  return choose(t('Sign in to {0}', url), choices);
}

/** A browser on another machine cannot come back to this one: then whoever signs in brings the code. */
async function withBrowser(account: ElsewhereAccount, url: string): Promise<Session | undefined> {
  const open = async (address: string) => {
    await vscode.env.openExternal(vscode.Uri.parse(address, true));
  };
  const title = t('Sign in to {0}', url);
  const askCode = async () =>
    (await askText({ title, prompt: t('The code that the page in the browser shows'), check: notEmpty })) ??
    '';
  const remote = vscode.env.remoteName !== undefined;
  const progress = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(progress, async (_progress, cancel) => {
    const stop = new AbortController();
    cancel.onCancellationRequested(() => stop.abort());
    const browser = remote ? { open, askCode } : { open };
    const found = await codeFromElsewhere(account, browser, stop.signal);
    return found.code === '' ? undefined : account.finishElsewhere(found, device());
  });
}

async function authenticate(app: App, url: string, given: Credentials | null): Promise<Session | undefined> {
  const account = app.account.at(url, null);
  const { needsSetup, sso } = await account.hello();
  if (given === null && sso !== null && !needsSetup) {
    const way = await askWay(url, sso);
    if (way === undefined) return undefined;
    if (way === 'browser') return withBrowser(account, url);
  }
  const answer = given ?? (await askCredentials(app, url, needsSetup));
  if (answer === undefined) return undefined;
  const { name, password, setupToken } = answer;
  if (setupToken !== undefined) return account.setup(setupToken, name, password);
  return account.login(name, password, device());
}

/**
 * In a browser, each page keeps the secrets that it began with: a sign-in of another page is there when this one is loaded again.
 * @returns whether to go on with a sign-in of this page's own
 */
async function signInHere(app: App, url: string): Promise<boolean> {
  const known = app.sessions.studios.find((studio) => studio.url === url);
  const isPage = vscode.env.uiKind === vscode.UIKind.Web;
  if (!isPage || known === undefined || (await app.sessions.token(url)) !== null) return true;
  const way = await choose<'reload' | 'here'>(t('Sign in to {0}', url), [
    {
      label: t('Use the sign-in of another window'),
      description: t('{0}; this window is loaded again', known.user),
      value: 'reload',
    },
    { label: t('Sign in here'), value: 'here' },
  ]);
  if (way === 'reload') await vscode.commands.executeCommand('workbench.action.reloadWindow');
  return way === 'here';
}

/** Signs in to one studio; what goes wrong is shown. @returns whether there is a session now */
export async function signInTo(
  app: App,
  studioUrl: string,
  given: Credentials | null = null,
): Promise<boolean> {
  const url = normaliseStudioUrl(studioUrl);
  try {
    if (!(await acceptExposed(url))) return false;
    if (given === null && !(await signInHere(app, url))) return false;
    await app.localStudio.ensureRunning(url);
    const session = await authenticate(app, url, given);
    if (session === undefined) return false;
    await app.sessions.store(url, session.user.name, session.token);
    app.log.info(`signed in to ${url} as ${session.user.name}`);
    await Promise.all(app.projects.all.map((project) => project.refreshSession()));
    return true;
  } catch (thrown) {
    const error = asCairnError(thrown);
    logError(app.log, 'sign-in', error);
    void showError(error, app.log, () => signInTo(app, url));
    return false;
  }
}

interface SignInArgument {
  readonly url: string;
  readonly name?: string;
  readonly password?: string;
}

const isArgument = (value: unknown): value is SignInArgument =>
  typeof value === 'object' && value !== null && typeof (value as { url?: unknown }).url === 'string';

async function signIn(app: App, first: unknown): Promise<unknown> {
  const given = isArgument(first) ? first : null;
  const ofProject = app.targets.currentProject()?.facts.summary?.project.studio;
  const url = given?.url ?? ofProject ?? (await askStudio(app, t('Sign In')));
  if (url === undefined) return undefined;
  const { name, password } = given ?? {};
  const credentials = name !== undefined && password !== undefined ? { name, password } : null;
  const done = await signInTo(app, url, credentials);
  if (done && credentials === null) say(t('Signed in to {0}.', url));
  return done;
}

async function signOut(app: App): Promise<unknown> {
  const choices: Choice<string>[] = app.sessions.studios.map(({ url, user }) => ({
    label: url,
    description: user,
    value: url,
  }));
  if (choices.length === 0) return say(t('You are not signed in anywhere.'));
  const url = choices.length === 1 ? choices[0]?.value : await choose(t('Sign out of'), choices);
  if (url === undefined) return undefined;
  const token = await app.sessions.remove(url);
  await Promise.all(app.projects.all.map((project) => project.refreshSession()));
  try {
    if (token !== null) await app.account.at(url, token).logout();
    return say(t('Signed out of {0}.', url));
  } catch (error) {
    logError(app.log, 'sign-out', asCairnError(error));
    return say(t('Signed out here. The studio could not be told; the session there ends by itself.'));
  }
}

export const accountCommands: Handlers<'signIn' | 'signOut'> = { signIn, signOut };
