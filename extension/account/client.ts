/** Calls to a studio outside any project. They run in the engine's worker, which has the network client. */
import type { StudioAccount } from '../../engine/remote/studio.ts';
import type { AccountMethod, WorkerRoot } from '../rpc/messages.ts';

/** What the editor asks of a studio. */
export type EditorAccount = Pick<
  StudioAccount,
  | 'hello'
  | 'setup'
  | 'login'
  | 'beginElsewhere'
  | 'finishElsewhere'
  | 'logout'
  | 'projects'
  | 'roles'
  | 'invite'
  | 'lookAtInvitation'
  | 'acceptInvitation'
  | 'joinByInvitation'
>;

export class AccountClient {
  private readonly root: () => Pick<WorkerRoot, 'account'>;

  constructor(root: () => Pick<WorkerRoot, 'account'>) {
    this.root = root;
  }

  /** Calls fail as `CairnError` with one of the studio's codes. @param token null before sign-in */
  at(studioUrl: string, token: string | null): EditorAccount {
    const call = <T>(method: AccountMethod, ...args: unknown[]): Promise<T> =>
      this.root().account(studioUrl, token, method, args) as Promise<T>;
    return {
      hello: () => call('hello'),
      setup: (setupToken, name, password) => call('setup', setupToken, name, password),
      beginElsewhere: (challenge, port) => call('beginElsewhere', challenge, port),
      finishElsewhere: (found, device) => call('finishElsewhere', found, device),
      login: (name, password, device) => call('login', name, password, device),
      logout: () => call('logout'),
      projects: () => call('projects'),
      roles: (project) => call('roles', project),
      invite: (project, role, days) => call('invite', project, role, days),
      lookAtInvitation: (invitation) => call('lookAtInvitation', invitation),
      acceptInvitation: (invitation, name, password, device) =>
        call('acceptInvitation', invitation, name, password, device),
      joinByInvitation: (invitation) => call('joinByInvitation', invitation),
    };
  }
}
