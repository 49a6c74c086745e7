/** What every way of signing in ends with. */
import type { Context } from './context.ts';
import { plain } from './layout.ts';
import type { Outcome } from './outcome.ts';

interface SignIn {
  readonly token: string;
  readonly user: { readonly name: string; readonly admin: boolean };
}

/** Keeps the session of this machine. */
export async function signedIn(context: Context, studio: string, { token, user }: SignIn): Promise<Outcome> {
  await context.sessions.store(studio, user.name, token);
  return {
    data: { studio, user: user.name, admin: user.admin },
    text: `Signed in to ${studio} as ${plain(user.name)}`,
  };
}
