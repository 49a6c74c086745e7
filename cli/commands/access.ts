/** Ways in: tokens for programs, invitations for people, and where an account is signed in. */
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { invitationLink, parseInvitationLink } from '../../engine/domain/invitationLink.ts';
import { projectUrl } from '../../engine/domain/studioUrl.ts';
import { CairnError } from '../../engine/errors.ts';
import type { StudioAccount } from '../../engine/remote/studio.ts';
import { type Context, type Run, withStudio } from '../context.ts';
import { iso, lines, listing, localTime, plain, table, word } from '../layout.ts';
import type { Outcome } from '../outcome.ts';
import { readPassword } from '../password.ts';
import { chooseStudio, withLinkedStudio } from '../studio.ts';

const STUDIO = '--studio <URL>';
const STUDIO_HELP = "the studio; this project's if left out";

interface OnStudio {
  readonly studio?: string;
}

const days = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new CairnError('usage', `"${text}" is not a number of days.`);
};

const onStudio = (run: Run, options: OnStudio, work: (account: StudioAccount) => Promise<Outcome>) =>
  run(async (context) => withStudio(context, await chooseStudio(context, options.studio), work));

interface NewToken extends OnStudio {
  readonly project: string;
  readonly scope: string;
  readonly days?: number;
  readonly label?: string;
}

async function createToken(account: StudioAccount, options: NewToken): Promise<Outcome> {
  const { scope, label } = options;
  if (scope !== 'read' && scope !== 'sync')
    throw new CairnError('usage', `There is no scope "${scope}": sync or read.`);
  const made = await account.createToken(options.project, { scope, days: options.days, label });
  const expires = iso(made.expiresAt);
  return {
    data: { token: made.token, id: made.id, project: options.project, scope, expires },
    text: lines(
      made.token,
      `It is shown this once and works until ${localTime(made.expiresAt)}. Give it in CAIRN_TOKEN.`,
    ),
    answer: true,
  };
}

export function addTokenCommands(program: Command, run: Run): void {
  const token = program.command('token').description('tokens for farms and CI: your rights in one project');
  token
    .command('create')
    .requiredOption('--project <P>', 'name or id on the studio')
    .requiredOption('--scope <SCOPE>', 'sync or read')
    .option('--days <N>', 'for how long it works (90)', days)
    .option('--label <TEXT>', 'what it is for')
    .option(STUDIO, STUDIO_HELP)
    .description('make a token; it is shown once')
    .action((options: NewToken) => onStudio(run, options, (account) => createToken(account, options)));
  token
    .command('list')
    .option(STUDIO, STUDIO_HELP)
    .description('list your tokens')
    .action((options: OnStudio) =>
      onStudio(run, options, async (account) => {
        const tokens = (await account.tokens()).map(({ createdAt, expiresAt, usedAt, ...rest }) => ({
          ...rest,
          created: iso(createdAt),
          expires: iso(expiresAt),
          used: usedAt === null ? null : iso(usedAt),
        }));
        const rows = tokens.map((t) => [
          t.id,
          plain(t.project),
          t.scope,
          t.expires.slice(0, 10),
          plain(t.label),
        ]);
        return { data: { tokens }, text: listing(rows, 'You have no tokens there.'), answer: true };
      }),
    );
  token
    .command('revoke')
    .argument('<ID>')
    .option(STUDIO, STUDIO_HELP)
    .description('end a token at once')
    .action((id: string, options: OnStudio) =>
      onStudio(run, options, async (account) => {
        await account.revokeToken(id);
        return { data: { revoked: id }, text: `The token ${plain(id)} works no more` };
      }),
    );
}

export function addSessionCommands(program: Command, run: Run): void {
  const session = program.command('session').description('where you are signed in');
  session
    .command('list')
    .option(STUDIO, STUDIO_HELP)
    .description('list your sessions, one for each sign-in')
    .action((options: OnStudio) =>
      onStudio(run, options, async (account) => {
        const sessions = (await account.sessions()).map(({ createdAt, expiresAt, ...rest }) => ({
          ...rest,
          created: iso(createdAt),
          expires: iso(expiresAt),
        }));
        const rows = sessions.map((s) => [
          s.id,
          plain(s.device),
          s.created.slice(0, 10),
          s.current ? 'this one' : '',
        ]);
        return { data: { sessions }, text: table(rows), answer: true };
      }),
    );
  session
    .command('revoke')
    .argument('<ID>')
    .option(STUDIO, STUDIO_HELP)
    .description('end a session at once, wherever it is')
    .action((id: string, options: OnStudio) =>
      onStudio(run, options, async (account) => {
        await account.revokeSession(id);
        return { data: { revoked: id }, text: `The session ${plain(id)} is over` };
      }),
    );
}

/** `cairn member invite …`, beside the other commands of a team. */
export function addInviteCommands(member: Command, run: Run): void {
  member
    .command('invite')
    .requiredOption('--role <R>', 'see: cairn role list')
    .option('--days <N>', 'for how long it is open (7)', days)
    .description('make a link that lets one person in, with an account of theirs or a new one')
    .action((options: { role: string; days?: number }) =>
      run((context) =>
        withLinkedStudio(context, async (account, project, studio) => {
          const made = await account.invite(project, options.role, options.days);
          const link = invitationLink(studio, made.invitation);
          return {
            data: { link, id: made.id, role: options.role, expires: iso(made.expiresAt) },
            text: lines(
              link,
              `It lets one person in until ${localTime(made.expiresAt)}: cairn join LINK --user NAME`,
            ),
            answer: true,
          };
        }),
      ),
    );
  member
    .command('invitations')
    .description('list the invitations that are open')
    .action(() =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          const invitations = (await account.invitations(project)).map(
            ({ createdAt, expiresAt, ...rest }) => ({
              ...rest,
              created: iso(createdAt),
              expires: iso(expiresAt),
            }),
          );
          const rows = invitations.map((i) => [i.id, plain(i.role), plain(i.by), i.expires.slice(0, 10)]);
          return { data: { invitations }, text: listing(rows, 'No invitation is open.'), answer: true };
        }),
      ),
    );
  member
    .command('uninvite')
    .argument('<ID>')
    .description('withdraw an invitation')
    .action((id: string) =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          await account.withdrawInvitation(project, id);
          return { data: { withdrawn: id }, text: `The invitation ${plain(id)} lets nobody in any more` };
        }),
      ),
    );
}

async function join(context: Context, link: string, name: string | undefined): Promise<Outcome> {
  const { studio, invitation } = parseInvitationLink(link);
  if (name === undefined) {
    const { project, role } = await withStudio(context, studio, (account) =>
      account.joinByInvitation(invitation),
    );
    return joined(studio, project, role);
  }
  context.sessions.requirePlace();
  const account = await context.engine.account(studio, null);
  try {
    const { project, role } = await account.lookAtInvitation(invitation);
    const password = await readPassword(
      context.io,
      `A password for ${name} on ${studio}`,
      true,
      context.signal,
    );
    const { token, user } = await account.acceptInvitation(invitation, name, password, hostname());
    await context.sessions.store(studio, user.name, token);
    return joined(studio, project, role, user.name);
  } finally {
    await account.close();
  }
}

function joined(studio: string, project: string, role: string, user?: string): Outcome {
  const as = user === undefined ? '' : `Signed in to ${studio} as ${plain(user)}. `;
  return {
    data: { studio, project, role, ...(user !== undefined && { user }) },
    text: `${as}You are ${plain(role)} in ${plain(project)} now: cairn clone ${word(projectUrl(studio, project))}`,
  };
}

export function addJoinCommand(program: Command, run: Run): void {
  program
    .command('join')
    .argument('<LINK>', 'an invitation, as cairn member invite makes it')
    .option(
      '--user <NAME>',
      'make an account of this name and sign in; otherwise the one you are signed in with joins',
    )
    .description('follow an invitation to a project')
    .action((link: string, options: { user?: string }) =>
      run((context) => join(context, link, options.user)),
    );
}
