/** What the calls answer, as zod schemas. Ids make them components of the OpenAPI document. */
import { z } from 'zod';
import { SCOPES } from '../access/table.ts';
import { RESTORED } from '../projects/restored.ts';
import { ABOUT } from '../sync/read-activity.ts';

const id = z.string();
/** UTC milliseconds. */
const time = z.int().describe('UTC milliseconds');

const USER = z.object({ id, name: z.string(), admin: z.boolean() }).meta({ id: 'User' });
export const SIGN_IN = z
  .object({ token: z.string().describe('Shown this once'), user: USER })
  .meta({ id: 'SignIn' });
export const ONE_USER = z.object({ user: USER });
export const USERS = z.object({ users: z.array(USER) });
const PROTOCOL = z.object({ min: z.int(), max: z.int() });
export const HELLO = z.object({
  product: z.literal('cairn-studio'),
  version: z.string(),
  protocol: PROTOCOL,
  needsSetup: z.boolean(),
  sso: z.string().nullable().describe('What the single sign-on is called; null where there is none'),
});

const SESSION = z
  .object({ id, device: z.string(), createdAt: time, expiresAt: time, current: z.boolean() })
  .meta({ id: 'Session' });
export const SESSIONS = z.object({ sessions: z.array(SESSION) });

const TOKEN = z
  .object({
    id,
    projectId: id,
    project: z.string(),
    user: z.string(),
    scope: z.enum(SCOPES),
    label: z.string(),
    createdAt: time,
    expiresAt: time,
    usedAt: time.nullable().describe('UTC milliseconds, to the hour; null while it was never used'),
  })
  .meta({ id: 'Token' });
export const TOKENS = z.object({ tokens: z.array(TOKEN) });
export const MADE_TOKEN = z.object({
  token: z.string().describe('Shown this once'),
  id,
  expiresAt: time,
});

const INVITATION = z
  .object({ id, role: z.string(), by: z.string(), createdAt: time, expiresAt: time })
  .meta({ id: 'Invitation' });
export const INVITATIONS = z.object({ invitations: z.array(INVITATION) });
export const MADE_INVITATION = z.object({
  invitation: z.string().describe('Shown this once'),
  id,
  expiresAt: time,
});
export const INVITED = z
  .object({ projectId: id, project: z.string(), role: z.string(), by: z.string() })
  .meta({ id: 'Invited' });
export const ACCEPTED = z.object({ token: z.string(), user: USER, projectId: id });

const PROJECT = z
  .object({
    id,
    name: z.string(),
    archived: z.boolean(),
    role: z.string().describe("The asker's role in it"),
  })
  .meta({ id: 'Project' });
export const PROJECTS = z.object({ projects: z.array(PROJECT) });
export const ONE_PROJECT = z.object({ project: PROJECT });
export const CONNECTED = z.object({
  project: PROJECT,
  user: USER,
  protocol: PROTOCOL,
  wanted: z.boolean().optional().describe('Whether the studio would have content again from whoever asks'),
  restored: z
    .array(RESTORED)
    .optional()
    .describe(
      'Restores of the studio from backups, the oldest first: from `head` on, revisions are others than before',
    ),
});
export const MEMBERS = z.object({
  members: z.array(z.object({ id, user: z.string(), role: z.string() }).meta({ id: 'Member' })),
});
const ROLE = z.object({ name: z.string(), permissions: z.array(z.string()) }).meta({ id: 'Role' });
export const ROLES = z.object({ roles: z.array(ROLE) });
export const ONE_ROLE = z.object({ role: ROLE });

const CHANGE = z
  .object({
    kind: z.string(),
    key: z.string(),
    item: id.describe('The item or account it is about; empty where it is about neither'),
    name: z.string().describe('What that is called now; empty where it was purged'),
    fields: z
      .record(z.string(), z.tuple([z.unknown(), z.unknown()]))
      .describe('Old and new value of each; the old is null where the row is new'),
  })
  .meta({ id: 'RecordedChange' });
const ACTIVITY = z
  .object({
    revision: z.int(),
    user: z.string(),
    userId: id,
    client: z.string(),
    time: z.iso.datetime(),
    about: z
      .enum(ABOUT)
      .describe('`work`: a push; `team`: members, roles, limits; `access`: invitations, tokens, webhooks'),
    changes: z.array(CHANGE),
  })
  .meta({ id: 'Activity' });
export const ACTIVITIES = z.object({
  activity: z.array(ACTIVITY),
  next: z.int().nullable().describe('What to give as `before` for the next page; null at the end'),
});

const STUDIO_ACT = z
  .object({
    id,
    user: z.string().describe('Who did it'),
    userId: id,
    client: z.string(),
    time: z.iso.datetime(),
    kind: z.string().describe('`account`, or `limits` of a project'),
    key: id,
    name: z.string().describe('Of the account or project'),
    fields: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])).describe('Old and new value of each'),
  })
  .meta({ id: 'StudioAct' });
export const STUDIO_ACTIVITY = z.object({
  activity: z.array(STUDIO_ACT),
  next: id.nullable().describe('What to give as `before` for the next page; null at the end'),
});

export const HEALTH = z.object({ ok: z.literal(true) });
export const READINESS = z.object({ ok: z.boolean(), failing: z.array(z.string()) });
/** Of every call, with a status of 400 and above. */
export const ERROR = z
  .object({
    error: z.object({
      code: z.string().describe('Stable'),
      message: z.string().describe('For people'),
      details: z.record(z.string(), z.unknown()),
    }),
  })
  .meta({ id: 'Error' });

const WEBHOOK = z
  .object({
    id,
    url: z.string(),
    label: z.string(),
    by: z.string(),
    createdAt: time,
    state: z.enum(['active', 'given-up']),
    told: z.int().describe('The revision up to which everything was told'),
    attempts: z.int().describe('Of the message that is due'),
    failingSince: time.nullable(),
  })
  .meta({ id: 'Webhook' });
export const WEBHOOKS = z.object({ webhooks: z.array(WEBHOOK) });
export const MADE_WEBHOOK = z.object({
  id,
  secret: z.string().describe('What messages are signed with. Shown this once'),
});
const SENT = {
  status: z.int().nullable().describe('Of HTTP; null where no answer came'),
  problem: z.string().describe('Empty where it was delivered'),
  took: z.int().describe('Milliseconds'),
};
export const TRIED = z.object(SENT);
const DELIVERY = z
  .object({ id, messageId: z.string(), revision: z.int().nullable(), at: time, ...SENT })
  .meta({ id: 'Delivery' });
export const DELIVERIES = z.object({ deliveries: z.array(DELIVERY) });

const limit = z.int().nullable().describe('Null: no limit');
const USAGE = z
  .object({
    bytes: z.int().describe('Plain bytes of its chunks, each counted once'),
    items: z.int().describe('Assets and collections that are not purged'),
    mostBytes: limit,
    mostItems: limit,
  })
  .meta({ id: 'Usage' });
export const ONE_USAGE = z.object({ usage: USAGE });
export const ALL_USAGE = z.object({
  projects: z.array(z.object({ id, name: z.string(), archived: z.boolean(), usage: USAGE })),
});

export const RETENTION = z.object({
  trashDays: z.int().min(1).max(3_650).nullable().describe('Null: trash stays until somebody purges it'),
});
export const EMPTIED = z.object({
  items: z.int().describe('Also those below what was trashed'),
  checkpoints: z.int(),
  trashed: z.array(z.object({ id, name: z.string(), at: time })),
  refused: z.array(z.object({ id, name: z.string(), reason: z.string() })),
});

export const ADDRESS = z.object({ url: z.string().describe('Where the browser is to go') });
export const LINKED = z.object({ linked: z.boolean() });
