/** What SQLite's single writer keeps apart by itself, with several processes on one PostgreSQL. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { ADMIN_ROLE } from '../../engine/domain/permissions.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { issueSetupToken, TOKENS_OF_MANY } from '../../server/accounts/setup.ts';
import type { Db, Metadata } from '../../server/metadata/metadata.ts';
import { openPostgresMetadata } from '../../server/metadata/postgres.ts';
import { collect } from '../../server/operations/gc.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { membersOf } from '../../server/projects/members.ts';
import { rolesOf } from '../../server/projects/roles.ts';
import { contentOf, edit, item, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';
import { declared, frameBytes } from '../support/s3/declared.ts';
import { StandIn } from '../support/s3/stand-in.ts';
import { PASSWORD, Person, Seat, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const HOUR = 3_600_000;

/** Resolves once so many wait for a lock in this database. */
async function untilWaiting({ db }: Metadata, wanted: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if ((rows[0]?.count ?? 0) >= wanted) return;
  }
}

/** Lets all of `work` come to the lock that `take` takes, and go on from there together. */
async function together<T>(
  metadata: Metadata,
  take: (tx: Db) => Promise<unknown>,
  work: () => readonly Promise<T>[],
): Promise<T[]> {
  let running: readonly Promise<T>[] = [];
  await metadata.transaction(async (tx) => {
    await take(tx);
    running = work();
    await untilWaiting(metadata, running.length);
  });
  return Promise.all(running);
}

describe('several processes on one PostgreSQL', function () {
  this.timeout(60_000);
  const folder = useTempFolder();
  let one: TestStudio;
  let two: TestStudio;
  let ada: Person;
  beforeEach(async () => {
    const database = await freshDatabase();
    one = await TestStudio.open(folder(), { database });
    two = await TestStudio.open(folder(), { database });
    ada = await one.setUp('ada');
  });
  afterEach(async () => {
    await one.close();
    await two.close();
  });

  /** The same person's connection to the other process. */
  const at = (studio: TestStudio, { id, name, token }: Person) =>
    new Person(studio.app, { token, user: { id, name } });
  const account = async (name: string) => {
    await ada.call('POST', '/v1/users', { name, password: PASSWORD });
    return one.signIn(name);
  };
  const statuses = (answers: readonly { readonly status: number }[]) => answers.map((a) => a.status).sort();

  it('make the tables once, however many start at once', async () => {
    const url = await emptyDatabase();
    const opened = await Promise.all(Array.from({ length: 4 }, () => openPostgresMetadata(url)));
    for (const metadata of opened) {
      assert.deepEqual(await metadata.check(), []);
      await metadata.close();
    }
  });

  it('set up once, with the token that any of them printed', async () => {
    const database = await freshDatabase('unused');
    const studios = [
      await TestStudio.open(folder(), { database }),
      await TestStudio.open(folder(), { database }),
    ];
    try {
      const tokens: (string | undefined)[] = [];
      for (const { studio } of studios) tokens.push(await issueSetupToken(studio.metadata, TOKENS_OF_MANY));
      const { metadata } = studios[0]!.studio;
      const accounts = (tx: Db) => metadata.lock(tx, 'accounts');
      const answers = await together(metadata, accounts, () =>
        studios.map(({ app }, at) =>
          app.inject({
            method: 'POST',
            url: '/v1/setup',
            payload: { setupToken: tokens[at], name: `first${at}`, password: PASSWORD },
          }),
        ),
      );
      assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 409]);
      assert.equal((await studios[0]!.studio.accounts.list()).length, 1);
    } finally {
      for (const studio of studios) await studio.close();
    }
  });

  it('register a name once', async () => {
    const wanted = { name: 'bob', password: PASSWORD };
    const { metadata } = one.studio;
    const accounts = (tx: Db) => metadata.lock(tx, 'accounts');
    const answers = await together(metadata, accounts, () => [
      ada.call('POST', '/v1/users', wanted),
      at(two, ada).call('POST', '/v1/users', { ...wanted, name: 'BOB' }),
    ]);
    assert.deepEqual(statuses(answers), [201, 409]);
  });

  it('make a project of one name once, and one project of an id', async () => {
    const id = (n: number) => `01890000-0000-7000-8000-00000000000${n}`;
    const make = (studio: TestStudio, n: number, name: string) =>
      at(studio, ada).call('POST', '/v1/projects', { id: id(n), name });
    assert.deepEqual(statuses(await Promise.all([make(one, 1, 'Film'), make(two, 2, 'film')])), [200, 409]);
    assert.deepEqual(statuses(await Promise.all([make(one, 3, 'Short'), make(two, 3, 'Short')])), [200, 200]);
    const bob = await account('bob');
    const theirs = () => at(two, bob).call('POST', '/v1/projects', { id: id(4), name: 'x' });
    assert.deepEqual(statuses(await Promise.all([make(one, 4, 'x'), theirs()])), [200, 409]);
  });

  it('keep an Admin, where two remove each other', async () => {
    for (let round = 0; round < 5; round++) {
      const film = await ada.createProject(`film ${round}`);
      const bob = await account(`bob${round}`);
      await ada.invite(bob, film, ADMIN_ROLE);
      const answers = await Promise.all([
        ada.call('DELETE', film.url(`members/${bob.name}`)),
        at(two, bob).call('DELETE', film.url('members/ada')),
      ]);
      const left = await membersOf(one.studio.metadata.db, film.project);
      assert.equal(
        left.filter(({ role }) => role === ADMIN_ROLE).length,
        1,
        JSON.stringify(statuses(answers)),
      );
    }
  });

  it('keep an administrator, where two remove each other', async () => {
    await one.studio.accounts.add({ name: 'bob', password: PASSWORD }, true);
    const done = await Promise.allSettled([
      one.studio.accounts.remove('bob'),
      two.studio.accounts.remove('ada'),
    ]);
    assert.deepEqual(done.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await one.studio.accounts.list()).filter(({ admin }) => admin).length, 1);
  });

  it('leave no member behind who is removed from the studio at the same moment', async () => {
    const film = await ada.createProject('film');
    for (let round = 0; round < 5; round++) {
      await account(`bob${round}`);
      await Promise.all([
        ada.call('PUT', film.url(`members/bob${round}`), { role: 'Artist' }),
        two.studio.accounts.remove(`bob${round}`),
      ]);
    }
    assert.deepEqual(
      (await membersOf(one.studio.metadata.db, film.project)).map(({ user }) => user),
      ['ada'],
    );
  });

  it('lose no edit of a role', async () => {
    const film = await ada.createProject('film');
    const edits = ['item.trash', 'checkpoint.trash', 'content.read-all', 'tag.edit', 'share'].filter(Boolean);
    const known = (await rolesOf(one.studio.metadata.db, film.project)).find(
      ({ name }) => name === ADMIN_ROLE,
    );
    const wanted = (known?.permissions ?? edits).slice(0, 8);
    const url = film.url('roles/Vendor');
    const answers = await Promise.all(
      wanted.map((permission, n) => at(n % 2 ? one : two, ada).call('PATCH', url, { add: [permission] })),
    );
    assert.deepEqual(new Set(statuses(answers)), new Set([200]));
    const vendor = (await rolesOf(one.studio.metadata.db, film.project)).find(
      ({ name }) => name === 'Vendor',
    );
    for (const permission of wanted) assert.ok(vendor?.permissions.includes(permission), permission);
  });

  it('let one person in by one invitation', async () => {
    const film = await ada.createProject('film');
    const made = await ada.call('POST', film.url('invitations'), { role: 'Artist' });
    const { invitation } = made.raw.json<{ invitation: string }>();
    const accept = (studio: TestStudio, name: string) =>
      studio.app.inject({
        method: 'POST',
        url: '/v1/invitations/accept',
        payload: { invitation, name, password: PASSWORD },
      });
    const bob = await account('bob');
    const { metadata } = one.studio;
    const head = (tx: Db) => metadata.lockHead(tx, film.project);
    const answers = await together(metadata, head, () => [
      accept(one, 'x'),
      accept(two, 'y'),
      at(two, bob)
        .call('POST', '/v1/invitations/join', { invitation })
        .then(({ raw }) => raw),
    ]);
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 403, 403]);
    assert.equal((await membersOf(one.studio.metadata.db, film.project)).length, 2);
  });

  it('let nobody act by rights that end while they wait', async () => {
    const film = await ada.createProject('film');
    await account('bob');
    const mel = await account('mel');
    await ada.invite(mel, film, 'Production Manager');
    const { metadata } = one.studio;
    const mels = at(two, mel);
    const acts = () => [
      mels.call('PUT', film.url('members/bob'), { role: 'Artist' }),
      mels.call('POST', film.url('invitations'), { role: 'Artist' }),
      mels.call('POST', film.url('webhooks'), { url: 'https://hooks.example/' }),
      mels.call('POST', film.url('tokens'), { scope: 'sync' }),
    ];
    for (const [change, expected] of [
      [{ role: 'Artist' }, ['forbidden', 'forbidden', 'forbidden', undefined]],
      [{ removed: 1 }, ['not-found', 'not-found', 'not-found', 'not-found']],
    ] as const) {
      await ada.invite(mel, film, 'Production Manager');
      let running: ReturnType<typeof acts> = [];
      await metadata.transaction(async (tx) => {
        await metadata.lockHead(tx, film.project);
        running = acts();
        await untilWaiting(metadata, running.length);
        await tx.updateTable('member').set(change).where('account_id', '=', mel.id).execute();
      });
      assert.deepEqual(
        (await Promise.all(running)).map(({ code }) => code),
        expected,
      );
    }
    const add = { name: 'eve', password: PASSWORD };
    const bea = await account('bea');
    await metadata.db.updateTable('account').set({ admin: 1 }).where('id', '=', bea.id).execute();
    let adding: Promise<{ code: string | undefined }> | undefined;
    await metadata.transaction(async (tx) => {
      await metadata.lock(tx, 'accounts');
      adding = at(two, bea).call('POST', '/v1/users', add);
      await untilWaiting(metadata, 1);
      await tx.updateTable('account').set({ admin: 0 }).where('id', '=', bea.id).execute();
    });
    assert.equal((await adding)?.code, 'forbidden');
  });

  it('open no session with a password that is being changed', async () => {
    const { metadata } = two.studio;
    let signingIn: Promise<unknown> | undefined;
    await metadata.transaction(async (tx) => {
      await metadata.lock(tx, 'accounts');
      signingIn = one.studio.accounts.signIn({ name: 'ada', password: PASSWORD }, 'x', '10.0.0.1');
      signingIn.catch(() => undefined);
      await untilWaiting(metadata, 1);
      await tx.updateTable('account').set({ password: 'another' }).execute();
      await tx.deleteFrom('session').execute();
    });
    await assert.rejects(signingIn!, { code: 'bad-credentials' });
  });

  it('count guesses together, also those that come at once', async () => {
    const guess = (studio: TestStudio) =>
      studio.app.inject({
        method: 'POST',
        url: '/v1/login',
        payload: { name: 'ada', password: 'wrong password', device: '' },
      });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(n % 2 ? one : two)));
    const judged = answers.filter(({ statusCode }) => statusCode === 403).length;
    // Ten, and those that were being judged in either process when the tenth was found wrong.
    assert.ok(judged >= 10 && judged <= 14, `${judged} guesses were judged`);
    assert.ok(answers.every(({ statusCode }) => statusCode === 403 || statusCode === 429));
  });

  it('hand out revisions in the order in which they can be seen', async () => {
    const film = await ada.createProject('film');
    const seats = [film, new Seat(at(two, ada), film.project)];
    let watching = true;
    const seen = (async () => {
      const rows = new Map<number, number>();
      for (let since = 0; watching; ) {
        const pulled = await seats[1]!.pull(since);
        for (const { revision } of pulled.rows) {
          assert.ok(revision > since && revision <= pulled.head, `${revision} after ${since}`);
          rows.set(revision, (rows.get(revision) ?? 0) + 1);
        }
        since = pulled.head;
      }
      return rows;
    })();
    let accepted = 0;
    await Promise.all(
      Array.from({ length: 6 }, async (_, n) => {
        const seat = seats[n % 2]!;
        for (let made = 0; made < 5; ) {
          const pushed = await seat.push(newItem(item({ name: `${n}-${made}` })));
          if (pushed.behind) continue;
          made++;
          accepted++;
        }
      }),
    );
    const head = await film.head();
    watching = false;
    const revisions = [...(await seen).keys()].filter((revision) => revision > 1).sort((a, b) => a - b);
    assert.equal(accepted, 30);
    assert.equal(head, 31);
    const last = revisions.at(-1) ?? 0;
    assert.deepEqual(
      revisions,
      Array.from({ length: last - 1 }, (_, n) => n + 2),
      'none was skipped',
    );
    assert.deepEqual((await verifyStudio(one.studio)).problems, []);
  });

  it('collect nothing that somebody is just told to be there', async () => {
    const film = await ada.createProject('film');
    const content = contentOf(seededBytes(1, 1000));
    await film.upload(content.chunks);
    const hashes = content.chunks.map(({ hash }) => hash);
    one.pass(25 * HOUR);
    two.pass(25 * HOUR);
    const { metadata, ledger } = one.studio;
    let collecting: Promise<{ chunks: number }> | undefined;
    await metadata.transaction(async (tx) => {
      assert.equal((await ledger.touch(tx, film.project, ada.id, hashes)).size, 2);
      collecting = collect(two.studio, false);
      await untilWaiting(metadata, 1);
    });
    assert.equal((await collecting)?.chunks, 0);
    assert.equal((await one.studio.chunks.info(film.project, hashes)).size, 2);
  });

  it('remove no bytes whose row is just being written', async () => {
    const film = await ada.createProject('film');
    const content = contentOf(seededBytes(1, 1000));
    await film.upload(content.chunks);
    const { metadata, chunks } = one.studio;
    // As a crash leaves it: bytes without rows, old enough to be taken.
    await metadata.db.deleteFrom('chunk').execute();
    one.pass(25 * HOUR);
    two.pass(25 * HOUR);
    let collecting: Promise<{ chunks: number }> | undefined;
    await metadata.transaction(async (tx) => {
      await metadata.lock(tx, `chunks/${film.project}`, 'shared');
      collecting = collect(two.studio, false);
      await untilWaiting(metadata, 1);
      const rows = content.chunks.map(({ hash, size }) => ({
        project_id: film.project,
        hash: Buffer.from(hash, 'hex'),
        size,
        touched_at: Date.UTC(2026, 0, 6, 1),
      }));
      await tx.insertInto('chunk').values(rows).execute();
    });
    assert.equal((await collecting)?.chunks, 0);
    const hashes = content.chunks.map(({ hash }) => hash);
    assert.equal((await chunks.info(film.project, hashes)).size, 2);
  });

  it('begin anew what the database undid to let another pass', async () => {
    const [film, short] = [await ada.createProject('film'), await ada.createProject('short')];
    let met: (() => void) | undefined;
    const bothBegan = new Promise<void>((resolve) => {
      met = resolve;
    });
    let begun = 0;
    let runs = 0;
    const both = (studio: TestStudio, order: readonly Seat[]) =>
      studio.studio.metadata.transaction(async (tx) => {
        runs++;
        await studio.studio.metadata.lockHead(tx, order[0]!.project);
        if (++begun === 2) met?.();
        await bothBegan;
        await studio.studio.metadata.lockHead(tx, order[1]!.project);
      });
    await Promise.all([both(one, [film, short]), both(two, [short, film])]);
    assert.ok(runs > 2, 'one of them went again');
  });

  it('keep an edit of each where both change one row', async () => {
    const film = await ada.createProject('film');
    const rock = item({ name: 'rock' });
    await film.push(newItem(rock));
    const other = new Seat(at(two, ada), film.project);
    const [first, second] = await Promise.all([
      film.push(edit(rock, { description: 'grey' })),
      other.push(edit(rock, { status: 'done' })),
    ]);
    const behind = [first, second].filter((pushed) => pushed.behind).length;
    assert.ok(behind <= 1, 'one of them went first');
    if (first.behind) await film.push(edit(rock, { description: 'grey' }));
    if (second.behind) await other.push(edit(rock, { status: 'done' }));
    const now = (await film.items()).get(rock.id);
    assert.deepEqual([now?.description, now?.status], ['grey', 'done']);
  });
});

describe('several processes on one PostgreSQL and one storage', function () {
  this.timeout(60_000);
  const folder = useTempFolder();

  it('remove no bytes that an upload to the storage finds there and counts on', async () => {
    const storage = await StandIn.start();
    const database = await freshDatabase();
    const [here, there] = [
      await TestStudio.open(folder(), { ...storage.options, database }),
      await TestStudio.open(folder(), { ...storage.options, database }),
    ];
    try {
      const bob = await here.setUp('bob');
      const { project } = await bob.createProject('film');
      const { metadata, chunks, direct } = here.studio;
      const content = contentOf(seededBytes(1, 1000));
      await chunks.put(project, content.chunks);
      for (const studio of [here, there]) studio.pass(25 * HOUR);
      const body = Buffer.from(cairn.v1.DirectUploadRequest.encode(declared(content.chunks)).finish());
      const { uploadId, url, headers } = await direct!.uploads.open(project, bob.id, body);
      const signed = (headers ?? []).map(({ name, value }) => [name ?? '', value ?? '']);
      const bytes = new Uint8Array(frameBytes(content.chunks));
      const put = await fetch(url!, { method: 'PUT', body: bytes, headers: Object.fromEntries(signed) });
      assert.equal(put.status, 200);
      let running: Promise<unknown>[] = [];
      // The upload is held up where it enters itself, collection where it would remove.
      await metadata.transaction(async (tx) => {
        await sql`lock table holder in exclusive mode`.execute(tx);
        running = [direct!.uploads.confirm(project, bob.id, uploadId!)];
        await untilWaiting(metadata, 1);
        const collecting = collect(there.studio, false);
        running.push(collecting);
        await Promise.race([collecting, untilWaiting(metadata, 2)]);
      });
      await Promise.all(running);
      const hashes = content.chunks.map(({ hash }) => hash);
      assert.equal((await chunks.info(project, hashes)).size, hashes.length);
      assert.deepEqual((await verifyStudio(here.studio)).problems, []);
    } finally {
      await here.close();
      await there.close();
      await storage.close();
    }
  });
});
