/** Inviting a colleague, and joining by their link. */
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { invitationLink } from '../../engine/domain/invitationLink.ts';
import type { Invited } from '../../engine/remote/studio.ts';
import { editorLink, type JoinLink, parseJoinLink } from '../account/joinLink.ts';
import type { App, Handlers } from '../app.ts';
import { commandId } from '../operations/table.ts';
import { askText, type Choice, choose, confirm, notEmpty } from '../ui/ask.ts';
import { problemOf } from '../ui/errors.ts';
import { t } from '../ui/text.ts';
import { acceptExposed, signInTo } from './account.ts';
import { say } from './outcome.ts';

/** For how long an invitation is open, in days. */
const DAYS = 7;

async function invite(app: App): Promise<unknown> {
  const project = app.targets.currentProject();
  const studio = project?.facts.summary?.project.studio ?? null;
  if (project === undefined || studio === null)
    return say(t('Only a project on a studio can be shared: publish it first.'));
  if ((await app.sessions.token(studio)) === null && !(await signInTo(app, studio))) return undefined;
  await app.localStudio.ensureRunning(studio);
  const account = app.account.at(studio, await app.sessions.token(studio));
  const id = project.facts.summary?.project.id ?? '';
  const roles = account
    .roles(id)
    .then((all) =>
      all.map(({ name, permissions }) => ({ label: name, description: permissions.join(', '), value: name })),
    );
  const role = await choose(t('Invite to {0} as', project.name), roles, t('What they may do'));
  if (role === undefined) return undefined;
  const made = await app.runner.run('invite', {
    title: t('Making an invitation'),
    project: null,
    run: () => account.invite(id, role, DAYS),
  });
  if (made === undefined) return undefined;
  const link = { studio, invitation: made.invitation };
  const choices: Choice<string>[] = [
    {
      label: t('$(link-external) A link that opens the editor'),
      detail: t('Whoever has Cairn installed joins with a click.'),
      value: editorLink(vscode.env.uriScheme, app.context.extension.id, link),
    },
    {
      label: t('$(link) A link to paste'),
      detail: t('For "Join by Invitation Link…", and for the command line: cairn join LINK.'),
      value: invitationLink(studio, made.invitation),
    },
  ];
  const chosen = await choose(t('Which link shall be copied?'), choices);
  if (chosen === undefined) return undefined;
  await vscode.env.clipboard.writeText(chosen);
  return say(t('The link is in the clipboard. It lets one person in, for {0} days.', DAYS));
}

/** A name and a password for an account that does not exist yet. */
async function askNewAccount(studio: string): Promise<{ name: string; password: string } | undefined> {
  const title = t('New account at {0}', studio);
  const name = await askText({ title, prompt: t('Your name at the studio'), check: notEmpty });
  if (name === undefined) return undefined;
  const password = await askText({
    title,
    prompt: t('A password for it'),
    password: true,
    check: (text) => (text.length < 8 ? t('Eight characters at least.') : null),
  });
  return password === undefined ? undefined : { name: name.trim(), password };
}

async function withNewAccount(app: App, { studio, invitation }: JoinLink): Promise<boolean> {
  const given = await askNewAccount(studio);
  if (given === undefined) return false;
  const session = await app.runner.run('joinByLink', {
    title: t('Making your account'),
    project: null,
    run: () =>
      app.account
        .at(studio, null)
        .acceptInvitation(invitation, given.name, given.password, `${vscode.env.appName} (${hostname()})`),
  });
  if (session === undefined) return false;
  await app.sessions.store(studio, session.user.name, session.token);
  return true;
}

async function withOwnAccount(app: App, { studio, invitation }: JoinLink): Promise<boolean> {
  if ((await app.sessions.token(studio)) === null && !(await signInTo(app, studio))) return false;
  const token = await app.sessions.token(studio);
  const joined = await app.runner.run('joinByLink', {
    title: t('Joining'),
    project: null,
    run: () => app.account.at(studio, token).joinByInvitation(invitation),
  });
  return joined !== undefined;
}

async function chooseAccount(
  app: App,
  studio: string,
  { project, role, by }: Invited,
): Promise<'own' | 'new' | undefined> {
  const user = app.sessions.studios.find(({ url }) => url === studio)?.user;
  const title = t('{0} invites you to {1} as {2}', by, project, role);
  const own: Choice<'own'> =
    user === undefined
      ? { label: t('I have an account there'), value: 'own' }
      : { label: t('Join as {0}', user), value: 'own' };
  return choose<'own' | 'new'>(title, [own, { label: t('Make an account for me'), value: 'new' }]);
}

/** Nothing is sent anywhere before the user has said yes to the studio's address. */
export async function join(app: App, link: JoinLink): Promise<unknown> {
  const { studio, invitation } = link;
  const detail = t(
    'Cairn will ask that studio what you are invited to. Only go on if you trust who sent you the link.',
  );
  if (!(await confirm(t('Use an invitation to {0}?', studio), detail, t('Go On')))) return undefined;
  if (!(await acceptExposed(studio))) return undefined;
  const invited = await app.runner.run('joinByLink', {
    title: t('Asking the studio'),
    project: null,
    run: () => app.account.at(studio, null).lookAtInvitation(invitation),
  });
  if (invited === undefined) return undefined;
  const which = await chooseAccount(app, studio, invited);
  if (which === undefined) return undefined;
  if (!(await (which === 'new' ? withNewAccount(app, link) : withOwnAccount(app, link)))) return undefined;
  const { projectId, project } = invited;
  return vscode.commands.executeCommand(commandId('joinProject'), {
    studio,
    project: projectId,
    name: project,
  });
}

async function joinByLink(app: App, argument: unknown): Promise<unknown> {
  const given = (argument as { link?: unknown } | null | undefined)?.link;
  const text =
    typeof given === 'string'
      ? given
      : await askText({
          title: t('Join by Invitation'),
          prompt: t('The link that you were sent'),
          check: problemOf(parseJoinLink),
        });
  return text === undefined ? undefined : join(app, parseJoinLink(text));
}

export const invitationCommands: Handlers<'invite' | 'joinByLink'> = { invite, joinByLink };
