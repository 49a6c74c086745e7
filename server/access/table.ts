/** Who may use which call. One table for all of them: a call that is not in it does not start (guard.ts). */
import type { Permission } from '../../engine/domain/permissions.ts';

/** What a token may be used for; each includes the ones before it. */
export const SCOPES = ['read', 'sync'] as const;
export type Scope = (typeof SCOPES)[number];

export type Access =
  /** Also without a session. What else such a call needs (a password, a setup token, an invitation) is its own matter. */
  | { readonly who: 'anyone' }
  /** As `anyone`, however busy the studio is. */
  | { readonly who: 'monitor' }
  /** An account's session; a token of at least the scope given. */
  | { readonly who: 'user'; readonly scope?: Scope }
  | { readonly who: 'administrator' }
  /** Who knows the token of the configuration; where there is none, the call does not exist. */
  | { readonly who: 'scraper' }
  /** As `user`, in a project that exists for them, with a permission of their role. What a push may do is decided row by row. */
  | {
      readonly who: 'member';
      readonly scope?: Scope;
      readonly permission?: Permission;
      /** The role Admin, which is more than all permissions. */
      readonly admin?: true;
    };

const anyone: Access = { who: 'anyone' };
const user: Access = { who: 'user' };
const administrator: Access = { who: 'administrator' };
const reader: Access = { who: 'member', scope: 'read' };
const syncer: Access = { who: 'member', scope: 'sync' };
const member: Access = { who: 'member' };
const team: Access = { who: 'member', permission: 'member.manage' };

const roles: Access = { who: 'member', permission: 'role.manage' };

/** By method and path. */
export const ACCESS: Readonly<Record<string, Access>> = {
  'GET /healthz': { who: 'monitor' },
  'GET /readyz': { who: 'monitor' },
  'GET /metrics': { who: 'scraper' },
  'GET /v1/hello': anyone,
  // As public as this program is: it says nothing about who or what is on the studio.
  'GET /v1/openapi.json': anyone,
  'POST /v1/setup': anyone,
  'POST /v1/login': anyone,
  'POST /v1/sso/begin': anyone,
  'GET /v1/sso/callback': anyone,
  'POST /v1/sso/finish': anyone,
  'POST /v1/me/identities': user,
  'GET /v1/me/identities': user,
  'DELETE /v1/me/identities': user,
  'POST /v1/logout': user,
  'GET /v1/me': { who: 'user', scope: 'read' },
  'POST /v1/me/password': user,
  'GET /v1/me/sessions': user,
  'DELETE /v1/me/sessions/:id': user,
  'GET /v1/me/tokens': user,
  'DELETE /v1/me/tokens/:id': user,
  'GET /v1/usage': administrator,
  'PATCH /v1/usage/:id': administrator,
  'GET /v1/activity': administrator,
  'GET /v1/users': administrator,
  'POST /v1/users': administrator,
  'DELETE /v1/users/:name': administrator,
  'POST /v1/invitations/look': anyone,
  'POST /v1/invitations/accept': anyone,
  'POST /v1/invitations/join': user,
  'GET /v1/projects': { who: 'user', scope: 'read' },
  'POST /v1/projects': user,
  'GET /v1/projects/:project': reader,
  'PATCH /v1/projects/:project': { who: 'member', admin: true },
  'GET /v1/projects/:project/activity': reader,
  'GET /v1/projects/:project/members': reader,
  'PUT /v1/projects/:project/members/:user': team,
  'DELETE /v1/projects/:project/members/:user': team,
  'GET /v1/projects/:project/roles': reader,
  'POST /v1/projects/:project/roles': roles,
  'PATCH /v1/projects/:project/roles/:name': roles,
  'POST /v1/projects/:project/roles/:name/rename': roles,
  'DELETE /v1/projects/:project/roles/:name': roles,
  'POST /v1/projects/:project/tokens': member,
  'GET /v1/projects/:project/tokens': team,
  'DELETE /v1/projects/:project/tokens/:id': team,
  'GET /v1/projects/:project/invitations': team,
  'POST /v1/projects/:project/invitations': team,
  'DELETE /v1/projects/:project/invitations/:id': team,
  'GET /v1/projects/:project/usage': reader,
  'GET /v1/projects/:project/retention': reader,
  'PUT /v1/projects/:project/retention': { who: 'member', admin: true },
  'GET /v1/projects/:project/retention/preview': { who: 'member', admin: true },
  'GET /v1/projects/:project/webhooks': team,
  'POST /v1/projects/:project/webhooks': team,
  'DELETE /v1/projects/:project/webhooks/:id': team,
  'POST /v1/projects/:project/webhooks/:id/test': team,
  'POST /v1/projects/:project/webhooks/:id/resume': team,
  'GET /v1/projects/:project/webhooks/:id/deliveries': team,
  'GET /v1/projects/:project/changes': reader,
  'POST /v1/projects/:project/push': syncer,
  'POST /v1/projects/:project/chunks/missing': syncer,
  'POST /v1/projects/:project/chunks': syncer,
  'GET /v1/projects/:project/chunks/wanted': syncer,
  'POST /v1/projects/:project/chunks/fetch': reader,
  'POST /v1/projects/:project/chunks/direct': syncer,
  'POST /v1/projects/:project/chunks/direct/confirm': syncer,
  'POST /v1/projects/:project/chunks/direct/fetch': reader,
};
