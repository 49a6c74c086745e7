/** Every refusal the studio answers by design. `code` is stable; `status` is the HTTP status it travels with. */
export type StudioErrorCode =
  | 'bad-request'
  | 'bad-message'
  | 'signed-out'
  | 'session-expired'
  | 'bad-credentials'
  | 'setup-token'
  | 'invitation'
  | 'sso'
  | 'sso-unknown'
  | 'sso-linked'
  | 'too-many-tokens'
  | 'too-many-webhooks'
  | 'forbidden'
  | 'not-found'
  | 'name-taken'
  | 'name-refused'
  | 'ambiguous'
  | 'already-set-up'
  | 'last-admin'
  | 'admin-fixed'
  | 'role-used'
  | 'archived'
  | 'too-large'
  | 'protocol-version'
  | 'too-many-attempts'
  | 'in-use'
  | 'overloaded'
  | 'storage'
  | 'quota'
  | 'integrity'
  | 'unexpected';

const STATUS: Record<StudioErrorCode, number> = {
  'bad-request': 400,
  'bad-message': 400,
  'signed-out': 401,
  'session-expired': 401,
  'bad-credentials': 403,
  'setup-token': 403,
  invitation: 403,
  sso: 403,
  'sso-unknown': 403,
  'sso-linked': 409,
  'too-many-tokens': 409,
  'too-many-webhooks': 409,
  forbidden: 403,
  'not-found': 404,
  'name-taken': 409,
  'name-refused': 400,
  ambiguous: 409,
  'already-set-up': 409,
  'last-admin': 409,
  'admin-fixed': 409,
  'role-used': 409,
  archived: 409,
  'too-large': 413,
  'protocol-version': 426,
  'too-many-attempts': 429,
  'in-use': 409,
  overloaded: 503,
  storage: 507,
  quota: 507,
  integrity: 500,
  unexpected: 500,
};

export class StudioError extends Error {
  readonly code: StudioErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: StudioErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StudioError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

export const notFound = (what: string): StudioError => new StudioError('not-found', `There is no ${what}`);
/** After a deletion that had to find something. @throws {StudioError} not-found */
export function requireDeleted({ numDeletedRows }: { readonly numDeletedRows: bigint }, what: string): void {
  if (numDeletedRows === 0n) throw notFound(what);
}

export const forbidden = (message: string): StudioError => new StudioError('forbidden', message);

/** Programs tell by the detail that no project's administrator can help. */
export const administratorsOnly = (): StudioError =>
  new StudioError('forbidden', 'Only an administrator of the studio may do this', {
    administrator: 'studio',
  });
