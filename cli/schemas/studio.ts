/** What commands about a studio print with `--json`. */
import { z } from 'zod';
import { bytes, count, id, text, time, version } from './parts.ts';

const USER = z.object({ id, name: text, admin: z.boolean() });
const SIGNED_IN = z.object({
  studio: text,
  user: text,
  admin: z.boolean(),
  linked: z.literal(true).optional().describe('With --link'),
});
const USAGE = z.object({
  bytes: bytes.describe('Plain bytes of its chunks, each counted once'),
  items: count,
  mostBytes: count.nullable(),
  mostItems: count.nullable(),
});
const SENT = {
  status: z.int().nullable().describe('Of HTTP; null where no answer came'),
  problem: text.describe('Empty where it was delivered'),
  took: count.describe('Milliseconds'),
};
const EMPTIED = z.object({
  items: count,
  checkpoints: count,
  trashed: z.array(z.object({ id, name: text, at: z.int() })),
  refused: z.array(z.object({ id, name: text, reason: text })),
});
const COPIED = z.object({ path: text, chunks: count, bytes, checkpoints: count });

export const STUDIO_OUTPUTS = {
  login: SIGNED_IN,
  whoami: z.object({ studio: text, user: text, id, admin: z.boolean() }),
  logout: z.object({ studio: text, wasSignedIn: z.boolean(), revoked: z.boolean().optional() }),
  join: z.object({ studio: text, project: text, role: text, user: text.optional() }),
  'token create': z.object({ token: text, id, project: text, scope: text, expires: time }),
  'token list': z.object({
    tokens: z.array(
      z.object({
        ...{ id, projectId: id, project: text, user: text, scope: z.enum(['read', 'sync']), label: text },
        ...{ created: time, expires: time, used: time.nullable() },
      }),
    ),
  }),
  'token revoke': z.object({ revoked: id }),
  'session list': z.object({
    sessions: z.array(z.object({ id, device: text, created: time, expires: time, current: z.boolean() })),
  }),
  'session revoke': z.object({ revoked: id }),
  'member add': z.object({ user: text, role: text }),
  'member remove': z.object({ removed: text }),
  'member list': z.object({ members: z.array(z.object({ id, user: text, role: text })) }),
  'member invite': z.object({ link: text, id, role: text, expires: time }),
  'member invitations': z.object({
    invitations: z.array(z.object({ id, role: text, by: text, created: time, expires: time })),
  }),
  'member uninvite': z.object({ withdrawn: id }),
  'role list': z.object({ roles: z.array(z.object({ name: text, permissions: z.array(text) })) }),
  'role set': z.object({ role: text, added: z.array(text), removed: z.array(text) }),
  'role create': z.object({ role: text, permissions: z.array(text) }),
  'role rename': z.object({ from: text, to: text }),
  'role remove': z.object({ removed: text, to: text.nullable() }),
  activity: z.object({
    activity: z.array(
      z.object({
        ...{ revision: version, user: text, userId: id, client: text, time },
        about: z.enum(['work', 'team', 'access']),
        changes: z.array(
          z.object({
            ...{ kind: text, key: text, item: text, name: text },
            fields: z.record(text, z.tuple([z.unknown(), z.unknown()])).describe('Old and new value'),
          }),
        ),
      }),
    ),
    next: z.int().nullable().describe('For --before, to get the next page'),
  }),
  'webhook add': z.object({ id, secret: text, url: text, label: text }),
  'webhook list': z.object({
    webhooks: z.array(
      z.object({
        ...{ id, url: text, label: text, by: text, created: time, state: z.enum(['active', 'given-up']) },
        ...{ told: count.describe('Revision'), attempts: count, failingSince: time.nullable() },
      }),
    ),
  }),
  'webhook test': z.object(SENT),
  'webhook log': z.object({
    deliveries: z.array(z.object({ id, messageId: text, revision: count.nullable(), time, ...SENT })),
  }),
  'webhook resume': z.object({ resumed: id, skipped: z.boolean() }),
  'webhook remove': z.object({ removed: id }),
  usage: z.object({ usage: USAGE }),
  'quota list': z.object({
    projects: z.array(z.object({ id, name: text, archived: z.boolean(), usage: USAGE })),
  }),
  'quota set': z.object({ project: id, usage: USAGE }),
  'studio user add': z.object({ user: USER }),
  'studio activity': z.object({
    activity: z.array(
      z.object({
        ...{ id, user: text, userId: text, client: text, time, kind: text, key: text, name: text },
        fields: z.record(text, z.tuple([z.unknown(), z.unknown()])).describe('Old and new value'),
      }),
    ),
    next: text.nullable().describe('For --before, to get the next page'),
  }),
  'studio user list': z.object({ users: z.array(USER) }),
  'studio user remove': z.object({ removed: text }),
  'studio user password': z.object({ changed: text }),
  'studio backup': COPIED,
  'studio restore': COPIED,
  'studio migrate': z.object({
    rows: z.record(text, count).describe('By table'),
    ...{ checkpoints: count, chunks: count, bytes },
  }),
  'studio verify': z.object({
    ok: z.boolean(),
    problems: z.array(z.object({ code: text, message: text })),
    checked: z.object({ chunks: count, bytes, checkpoints: count, projects: count }),
  }),
  'studio trash': z.object({
    projects: z.array(z.object({ id, name: text, days: version, emptied: EMPTIED })),
    dryRun: z.boolean(),
  }),
  'studio gc': z.object({ chunks: count, bytes, files: count, dryRun: z.boolean() }),
};
