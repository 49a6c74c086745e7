/**
 * Single safeguards of the product, taken away for the length of a run, to show that a run notices: each is replaced from
 * here by what a careless implementation would do. The product knows nothing of it.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { basename, dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Item } from '../../engine/domain/rows.ts';
import { Items } from '../../engine/project/items.ts';
import { Project, projectFile } from '../../engine/project/project.ts';
import { Staging } from '../../engine/project/staging.ts';
import { applyRows } from '../../engine/sync/apply-rows.ts';
import { atOnce } from '../../engine/sync/pieces.ts';
import { loadSqlite } from '../../native/sqlite.ts';
import { cairn } from '../../proto/generated/cairn.js';
import type { Standing } from '../../server/chunks/standings.ts';
import type { Metadata } from '../../server/metadata/metadata.ts';
import type { Studio } from '../../server/studio.ts';
import { running } from './os/program.ts';
import { THEMES, type Theme } from './plan.ts';

/** How a run's programs differ from the product. */
export interface Safeguards {
  /** Replaces something everywhere. @returns what puts it back */
  readonly install?: () => () => void;
  readonly studio?: (studio: Studio) => Studio;
  readonly app?: (app: FastifyInstance, studio: Studio) => void;
  /** Whenever the project in a folder has been opened. */
  readonly opened?: (folder: string) => Promise<void>;
  /** False: a lock that a program asks for alone is always given. */
  readonly exclusive?: boolean;
  /** False: nothing is flushed to the disk. */
  readonly flushes?: boolean;
  /** False: no folder is. */
  readonly flushesFolders?: boolean;
  /** What shows it soonest. */
  readonly theme?: Theme;
  /** A seed that showed it; where it does no longer, others are tried. */
  readonly seed?: number;
}

const CROSSING: Theme = THEMES.crossing;

/** The product as it is. */
export const ALL: Safeguards = {};

const require = createRequire(import.meta.url);

/** Replaces a method. @returns what puts it back */
function replace<T extends object, K extends keyof T>(
  target: T,
  name: K,
  by: (before: T[K]) => T[K],
): () => void {
  const before = target[name];
  target[name] = by(before);
  return () => {
    target[name] = before;
  };
}

/** Replaces a call of `node:fs`, which all others come down to. */
function replaceCall(
  name: 'linkSync',
  by: (before: (a: string, b: string) => void) => (a: string, b: string) => void,
) {
  const fs = require('node:fs') as Record<typeof name, (a: string, b: string) => void>;
  const undo = replace(fs, name, by);
  syncBuiltinESMExports();
  return () => {
    undo();
    syncBuiltinESMExports();
  };
}

/** The same object with some members replaced; methods of the original stay its own. */
function withMembers<T extends object>(original: T, members: Partial<T>): T {
  return new Proxy(original, {
    get: (target, name) => {
      if (name in members) return members[name as keyof T];
      const value = target[name as keyof T];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Forgets at once what it has answered to pushes. */
function forgetful(metadata: Metadata): Metadata {
  const transaction: Metadata['transaction'] = async (work) => {
    const result = await metadata.transaction(work);
    await metadata.db.deleteFrom('push').execute();
    return result;
  };
  return withMembers(metadata, { transaction });
}

/** Keeps each statement by itself. */
const piecemeal = (metadata: Metadata): Metadata =>
  withMembers(metadata, { transaction: (work) => work(metadata.db) });

/** Takes what was merged for something that went to the trash. */
const withoutRedirects = (before: Staging['staged']): Staging['staged'] =>
  function* (this: Staging, size) {
    for (const row of before.call(this, size))
      yield row.kind === 'item' && row.row.mergedInto !== ''
        ? { ...row, row: { ...row.row, mergedInto: '', trashed: true } }
        : row;
  };

/** Merges whatever may be merged, as long as nobody has decided. */
const mergingUnasked = (before: Staging['decisions']): Staging['decisions'] =>
  function (this: Staging) {
    const known = before.call(this);
    return withMembers(known, { get: (id: string) => known.get(id) ?? { choice: 'merge' } });
  };

const HELD: Standing = { size: 0, state: 0, senderId: null, touchedAt: 0, held: true };

/** Believes that it has whatever it is asked about. */
function gullible(studio: Studio): Studio {
  const ledger = withMembers(studio.ledger, {
    standings: async (_project, _account, hashes) => new Map(hashes.map((hash) => [hash, HELD])),
    rely: async (_project, _account, known) => new Set(known.keys()),
  });
  const manifests = withMembers(studio.manifests, { read: async () => new Map() });
  return { ...studio, ledger, manifests };
}

/** Believes that a project has what any project of the studio has: as if all their chunks lay in one place. */
function shared(studio: Studio): Studio {
  const anywhere = async (projectId: string, account: string, hashes: readonly string[]) => {
    const known = new Map(await studio.ledger.standings(projectId, account, hashes));
    const ids = await studio.metadata.db.selectFrom('project').select('id').execute();
    const all = await Promise.all(ids.map(({ id }) => studio.ledger.standings(id, account, hashes)));
    for (const hash of all.flatMap((one) => [...one.keys()])) known.set(hash, HELD);
    return known;
  };
  const ledger = withMembers(studio.ledger, {
    standings: anywhere,
    rely: async (_project, _account, standings) => new Set(standings.keys()),
  });
  return { ...studio, ledger };
}

/** Lets whoever has an account into every project. */
async function letEverybodyIn({ metadata: { db } }: Studio): Promise<void> {
  const [accounts, projects] = [db.selectFrom('account').select('id'), db.selectFrom('project').select('id')];
  for (const { id: account_id } of await accounts.execute())
    for (const { id: project_id } of await projects.execute())
      await db
        .insertInto('member')
        .values({ account_id, project_id, role: 'Artist', removed: 0, revision: 0 })
        .onConflict((c) => c.doNothing())
        .execute();
}

/** Takes every push for one that is based on the newest revision. */
function ignoreBase(app: FastifyInstance, { metadata }: Studio): void {
  app.addHook('preHandler', async (request) => {
    if (!request.url.endsWith('/push') || !Buffer.isBuffer(request.body)) return;
    const { head } = await metadata.db.selectFrom('project').select('head').executeTakeFirstOrThrow();
    const message = cairn.v1.PushRequest.decode(request.body);
    request.body = Buffer.from(cairn.v1.PushRequest.encode({ ...message, baseRevision: head }).finish());
  });
}

/** A path through a folder that is held open, by that folder's name. */
function inReality(path: string): string {
  const { realpathSync } = require('node:fs') as typeof import('node:fs');
  return realpathSync(dirname(path)) + basename(path);
}

/** Does something too early: in the transaction in which the last page of a pull is kept. */
const onceStaged = (early: (project: Project, head: string) => void) => () =>
  replace(
    Project.prototype,
    'setMeta',
    (before) =>
      function (this: Project, key, value) {
        before.call(this, key, value);
        if (key === 'staged-head' && value !== '') early(this, value);
      },
  );

/** Whether something gets a place elsewhere because a collection that it lies in, and that was moved here, is in the trash. */
function isCarriedOut(items: Items, id: string, { parentId, name }: Partial<Item>): boolean {
  if (parentId === undefined || name === undefined) return false;
  for (let at = items.get(items.get(id)?.parentId ?? ''); at; at = items.get(at.parentId))
    if (at.trashed && at.base?.parentId !== undefined) return true;
  return false;
}

export const SAFEGUARDS = {
  'push id': { theme: CROSSING, studio: (studio) => ({ ...studio, metadata: forgetful(studio.metadata) }) },
  'push written down before it is sent': {
    seed: 1,
    theme: CROSSING,
    install: () => replace(Staging.prototype, 'setOutgoing', () => () => undefined),
  },
  'rows with their watermark': {
    install: onceStaged((project, head) => project.setMeta('watermark', head)),
  },
  'a pull kept aside until nothing is undecided': {
    seed: 1,
    install: onceStaged((project) => atOnce(applyRows(project, Date.now()))),
  },
  'base revision of a push': { app: ignoreBase },
  'content before rows': { studio: gullible },
  'name index': {
    seed: 5,
    install: () =>
      replace(
        Items.prototype,
        'byKey',
        (before) =>
          function (this: Items, parent, key) {
            return running.getStore()?.task.name === 'sync' ? undefined : before.call(this, parent, key);
          },
      ),
    opened: async (folder) => {
      const db = new (await loadSqlite())(projectFile(folder) ?? '');
      db.exec('DROP INDEX IF EXISTS item_name');
      db.close();
    },
  },
  'list of superseded edits': {
    theme: { ...CROSSING, faults: ['delay'] },
    install: () => replace(Staging.prototype, 'supersede', () => () => undefined),
  },
  'copy of what is overwritten': {
    seed: 1,
    theme: {
      deeds: ['edit', 'edit', 'checkpoint', 'sync', 'pull', 'pull', 'revert'],
      faults: ['delay'],
      line: '',
    },
    install: () =>
      replaceCall(
        'linkSync',
        (before) => (from, to) => (inReality(to).includes('recovered') ? undefined : before(from, to)),
      ),
  },
  'one sync at a time': {
    theme: {
      deeds: ['status', 'checkpoint', 'sync', 'sync', 'sync'],
      faults: ['delay', 'lost-response'],
      line: '/push',
    },
    exclusive: false,
  },
  'flushes before what relies on them': { seed: 5, flushes: false },
  'redirects of what was merged': {
    theme: {
      deeds: ['track', 'track', 'checkpoint', 'move', 'tag', 'sync', 'sync', 'resolve'],
      faults: ['delay'],
      line: '',
    },
    install: () => replace(Staging.prototype, 'staged', (before) => withoutRedirects(before)),
  },
  'question before a merge': {
    seed: 1,
    theme: THEMES.merging,
    install: () => replace(Staging.prototype, 'decisions', (before) => mergingUnasked(before)),
  },
  'base of edits': {
    seed: 1,
    theme: CROSSING,
    install: () =>
      replace(
        Items.prototype,
        'replace',
        (before) =>
          function (this: Items, known, item, rev) {
            before.call(this, known, item, rev, undefined);
          },
      ),
  },
  'mine taken along out of what I moved': {
    seed: 100,
    theme: {
      deeds: ['mkdir', 'mkdir', 'move', 'move', 'trash', 'sync', 'sync'],
      faults: ['delay'],
      line: '',
    },
    install: () =>
      replace(
        Items.prototype,
        'edit',
        (before) =>
          function (this: Items, id, change, keyed) {
            const item = isCarriedOut(this, id, change) ? this.get(id) : undefined;
            return item ?? before.call(this, id, change, keyed);
          },
      ),
  },
  'a push in one transaction': {
    theme: { deeds: ['track', 'checkpoint', 'status', 'sync', 'sync'], faults: ['kill-studio'], line: '' },
    studio: (studio) => ({ ...studio, metadata: piecemeal(studio.metadata) }),
  },
  'flushes of folders': { theme: THEMES.power, flushesFolders: false },
  'members of one project only': {
    theme: THEMES.apart,
    app: (app, studio) => app.addHook('onReady', () => letEverybodyIn(studio)),
  },
  'chunks of one project only': { theme: THEMES.apart, seed: 16, studio: shared },
} satisfies Record<string, Safeguards>;
export type SafeguardName = keyof typeof SAFEGUARDS;
