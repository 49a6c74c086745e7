/** `login --sso`: the browser signs in, and comes back with a code. */
import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { type Browser, codeFromElsewhere } from '../engine/remote/sign-in-elsewhere.ts';
import { type Context, withStudio } from './context.ts';
import { plain } from './layout.ts';
import type { Outcome } from './outcome.ts';
import { readLine } from './password.ts';
import { signedIn } from './signedIn.ts';

interface Options {
  readonly link?: boolean;
  readonly paste?: boolean;
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Tries to; that the address is printed is what counts. `BROWSER` names another program, or none where it is empty. */
function openBrowser(url: string, env: NodeJS.ProcessEnv): void {
  const [program, ...args] =
    env.BROWSER === undefined ? (OPENERS[process.platform] ?? ['xdg-open']) : [env.BROWSER];
  if (!program) return;
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function browserOf({ io, json, signal }: Context, paste: boolean): Browser {
  const open = async (url: string) => {
    const told = json ? JSON.stringify({ signIn: { url } }) : `Sign in here:\n  ${url}`;
    io.stderr.write(`${told}\n`);
    if (!paste) openBrowser(url, io.env);
  };
  return paste ? { open, askCode: () => readLine(io, 'The code that the page shows', signal) } : { open };
}

export async function loginElsewhere(context: Context, studio: string, options: Options): Promise<Outcome> {
  const browser = browserOf(context, options.paste === true);
  if (options.link === true) {
    return withStudio(context, studio, async (account) => {
      await account.linkElsewhere(await codeFromElsewhere(account, browser, context.signal));
      const { name, admin } = await account.me();
      const text = `${plain(name)} signs in to ${studio} with the browser from now on, too`;
      return { data: { studio, user: name, admin, linked: true }, text };
    });
  }
  const account = await context.engine.account(studio, null);
  try {
    const found = await codeFromElsewhere(account, browser, context.signal);
    const session = await account.finishElsewhere(found, hostname());
    return signedIn(context, studio, session);
  } finally {
    await account.close();
  }
}
