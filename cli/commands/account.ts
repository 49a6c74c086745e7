import { hostname } from 'node:os';
import type { Command } from 'commander';
import { normaliseStudioUrl } from '../../engine/domain/studioUrl.ts';
import { CairnError } from '../../engine/errors.ts';
import type { StudioAccount } from '../../engine/remote/studio.ts';
import { type Context, type Run, withStudio } from '../context.ts';
import { failureOf } from '../errorText.ts';
import { lines, plain } from '../layout.ts';
import type { Outcome } from '../outcome.ts';
import { readPassword } from '../password.ts';
import { signedIn } from '../signedIn.ts';
import { loginElsewhere } from '../sso.ts';
import { chooseStudio } from '../studio.ts';
import { whyUnreachable } from '../unreachable.ts';

interface LoginOptions {
  readonly user?: string;
  readonly sso?: boolean;
  readonly link?: boolean;
  readonly paste?: boolean;
  readonly setupToken?: string;
}

async function login(context: Context, url: string, options: LoginOptions): Promise<Outcome> {
  const studio = normaliseStudioUrl(url);
  context.sessions.requirePlace();
  if (options.sso === true) return loginElsewhere(context, studio, options);
  const { setupToken, user: name } = options;
  if (name === undefined)
    throw new CairnError('usage', 'Say who you are with --user NAME, or sign in with the browser: --sso.');
  const question = `Password of ${name} on ${studio}`;
  const password = await readPassword(context.io, question, setupToken !== undefined, context.signal);
  const account = await context.engine.account(studio, null);
  try {
    const session =
      setupToken === undefined
        ? await account
            .login(name, password, hostname())
            .catch((error) => refuseUnmade(account, studio, error))
        : await account.setup(setupToken, name, password);
    return signedIn(context, studio, session);
  } finally {
    await account.close();
  }
}

/** That a studio has no accounts yet says more than that this one is not right. @throws what is to be told */
async function refuseUnmade(account: StudioAccount, studio: string, error: unknown): Promise<never> {
  const isWrong = CairnError.is(error, 'studio-refused') && error.details.code === 'bad-credentials';
  if (!isWrong || !(await account.hello()).needsSetup) throw error;
  const how = `the token that it printed when it started (--setup-token TOKEN), or on its machine: cairn studio user add NAME --admin --data DIR`;
  throw new CairnError(
    'studio-refused',
    `${studio} has no accounts yet. Make its first administrator with ${how}.`,
    { ...error.details },
    error,
  );
}

/** Ends the session on the studio too, if it can be reached; this machine forgets it in any case. */
async function logout(context: Context, url: string | undefined): Promise<Outcome> {
  const studio = await chooseStudio(context, url);
  const session = await context.sessions.find(studio);
  if (session === null)
    return { data: { studio, wasSignedIn: false }, text: `You were not signed in to ${studio}` };
  const account = await context.engine.account(studio, session.token);
  let revoked = true;
  try {
    await account.logout();
  } catch (error) {
    if (!CairnError.is(error)) throw error;
    // One that the studio does not know any more has ended there, too.
    revoked = CairnError.is(error, 'session-expired', 'signed-out');
    const why = whyUnreachable(failureOf(error)) ?? error.message;
    const kept = `The session is forgotten here, but lasts on the studio until it expires. ${why}`;
    if (!revoked) context.ports.log('warn', kept);
  } finally {
    await account.close();
    await context.sessions.remove(studio);
  }
  return { data: { studio, wasSignedIn: true, revoked }, text: `Signed out of ${studio}` };
}

async function whoami(context: Context, url: string | undefined): Promise<Outcome> {
  const studio = await chooseStudio(context, url);
  const user = await withStudio(context, studio, (account) => account.me());
  const role = user.admin ? ', an administrator of the studio' : '';
  return {
    data: { studio, user: user.name, id: user.id, admin: user.admin },
    text: `${plain(user.name)} on ${studio}${role}`,
    answer: true,
  };
}

export function addAccountCommands(program: Command, run: Run): void {
  program
    .command('login')
    .argument('<URL>', 'the studio')
    .option('--user <NAME>')
    .option('--sso', "with the browser, by the studio's single sign-on")
    .option('--link', 'with --sso: who is signed in here signs in this way from now on, too')
    .option('--paste', 'with --sso: the browser is on another machine, and you bring the code')
    .option('--setup-token <TOKEN>', "make the studio's first administrator of this name and password")
    .description('sign in to a studio')
    .action((url: string, options: LoginOptions) => run((context) => login(context, url, options)));
  program
    .command('logout')
    .argument('[URL]', "the studio; this project's if left out")
    .description('sign out')
    .action((url: string | undefined) => run((context) => logout(context, url)));
  program
    .command('whoami')
    .argument('[URL]', "the studio; this project's if left out")
    .description('tell who is signed in')
    .action((url: string | undefined) => run((context) => whoami(context, url)));
}

/** Whoever sits at the studio's own machine needs no session. */
const orHere = ({ code, message, details, cause }: CairnError): CairnError =>
  new CairnError(code, message, { ...details, orHere: true }, cause);

/** `studio user …` over the network; on the studio's own machine, with --data, the studio does it itself. */
export function addUserCommands(studio: Command, run: Run): void {
  const user = studio
    .command('user')
    .description(
      'accounts, as a signed-in administrator; or on its machine with --data DIR or --config FILE',
    );
  const onStudio = (
    url: string | undefined,
    work: (account: StudioAccount, context: Context) => Promise<Outcome>,
  ) =>
    run(async (context) => {
      try {
        const studio = await chooseStudio(context, url);
        return await withStudio(context, studio, (account) => work(account, context));
      } catch (error) {
        throw CairnError.is(error, 'signed-out') ? orHere(error) : error;
      }
    });
  const STUDIO = '--studio <URL>';
  const STUDIO_HELP = "the studio; this project's if left out";

  user
    .command('add')
    .argument('<NAME>')
    .option('--admin', 'may manage accounts')
    .option(STUDIO, STUDIO_HELP)
    .description('make an account; the password comes from standard input or CAIRN_PASSWORD')
    .action((name: string, options: { admin?: boolean; studio?: string }) =>
      onStudio(options.studio, async (account, { io, signal }) => {
        const password = await readPassword(io, `Password for ${name}`, true, signal);
        const made = await account.addUser(name, password, options.admin === true);
        return {
          data: { user: made },
          text: `Added ${plain(made.name)}${made.admin ? ', an administrator' : ''}.`,
        };
      }),
    );
  user
    .command('list')
    .option(STUDIO, STUDIO_HELP)
    .description('list the accounts')
    .action((options: { studio?: string }) =>
      onStudio(options.studio, async (account) => {
        const users = await account.users();
        return {
          data: { users },
          text: lines(...users.map((u) => (u.admin ? `${plain(u.name)} (administrator)` : plain(u.name)))),
          answer: true,
        };
      }),
    );
  user
    .command('remove')
    .argument('<NAME>')
    .option(STUDIO, STUDIO_HELP)
    .description('remove an account and end its sessions')
    .action((name: string, options: { studio?: string }) =>
      onStudio(options.studio, async (account) => {
        await account.removeUser(name);
        return { data: { removed: name }, text: `Removed ${plain(name)}. What they made stays.` };
      }),
    );
  user
    .command('password')
    .argument('<NAME>')
    .description('set a new password, on the machine of the studio: with --data DIR or --config FILE')
    .action(() =>
      run(async () => {
        const text = 'A password is set on the machine of the studio: add --data DIR or --config FILE.';
        throw new CairnError('usage', text);
      }),
    );
}
