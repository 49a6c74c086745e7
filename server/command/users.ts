/** `user add`, `user list`, `user remove`, `user password`: on the machine itself, also while the studio serves. */
import type { Accounts } from '../accounts/accounts.ts';
import type { StudioConfig } from '../config.ts';
import { answer, type Manner, tell } from './output.ts';
import { readPassword } from './password.ts';
import { useStudio, withStudio } from './use.ts';

export interface UserCommand extends Manner {
  readonly config: StudioConfig;
}

const withAccounts = <T>({ config }: UserCommand, work: (accounts: Accounts) => Promise<T>): Promise<T> =>
  withStudio(config, (studio) => work(studio.accounts));

export async function addUser(command: UserCommand, name: string, admin: boolean): Promise<void> {
  const password = await readPassword(command.streams);
  // The first account may come before the first start.
  const user = await useStudio(command.config, ({ accounts }) => accounts.add({ name, password }, admin));
  tell(command, { user }, `Added ${user.name}${admin ? ', an administrator' : ''}.`);
}

export async function listUsers(command: UserCommand): Promise<void> {
  const users = await withAccounts(command, (accounts) => accounts.list());
  const lines = users.map((user) => (user.admin ? `${user.name} (administrator)` : user.name));
  answer(command, { users }, lines.join('\n') || 'No accounts yet.');
}

export async function removeUser(command: UserCommand, name: string): Promise<void> {
  await withAccounts(command, (accounts) => accounts.remove(name));
  tell(command, { removed: name }, `Removed ${name}. What they made stays.`);
}

export async function changePassword(command: UserCommand, name: string): Promise<void> {
  const password = await readPassword(command.streams);
  await withAccounts(command, (accounts) => accounts.setPassword(name, password));
  tell(command, { changed: name }, `Changed. ${name} has to sign in again everywhere.`);
}
