/** What looks after a studio, all of it at once, from several processes, while members work. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { readConfig } from '../../../server/config.ts';
import { backUp, restore } from '../../../server/operations/backup.ts';
import { type Collection, collect } from '../../../server/operations/gc.ts';
import { verifyStudio } from '../../../server/operations/verify.ts';
import { openStudio } from '../../../server/studio.ts';
import { root } from '../../support/cache.ts';
import {
  type Content,
  checkpoint,
  contentOf,
  edit,
  item,
  newCheckpoint,
  newItem,
} from '../../support/changes.ts';
import { deltas, versions } from '../../support/deltas.ts';
import { databaseFor, type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const run = promisify(execFile);
const HOUR = 3_600_000;
const CHAINS = 2;
const LENGTH = 4;

interface Version {
  readonly content: Content;
  /** Of them, the first is a delta on the version before. */
  readonly chunks: readonly StoredChunk[];
}

describe('what looks after a studio', function () {
  this.timeout(60_000);
  const folder = useTempFolder();
  const data = () => join(folder(), 'data');
  let studio: TestStudio;
  let ada: Seat;
  beforeEach(async () => {
    ({ studio, ada } = await startTeam(data(), {}));
    // As the programs beside it have it.
    studio.pass(Date.now() - studio.studio.now());
    ada.person.token = (await studio.signIn('ada')).token;
  });
  afterEach(() => studio.close());

  /** All chunks are as old as that: whatever is used from now on is not. */
  const age = (hours: number) =>
    studio.studio.metadata.db
      .updateTable('chunk')
      .set((e) => ({ touched_at: e('touched_at', '-', hours * HOUR) }))
      .execute();
  /** What the program does that an administrator starts. */
  const program = async <T>(...args: readonly string[]): Promise<T> => {
    const { database } = await databaseFor(data());
    const env = { ...process.env, ...(database && { CAIRN_STUDIO_DATABASE: database }) };
    const whole = [join(root, 'server', 'main.ts'), ...args, '--data', data(), '--json'];
    return JSON.parse((await run(process.execPath, whole, { env })).stdout) as T;
  };
  const twice = (...args: readonly string[]) =>
    Promise.all([program<Collection>(...args), program<Collection>(...args)]);
  /** Chains of versions, each a delta on the one before. */
  const chainOf = (seed: string): Version[] => {
    const chunks = deltas(LENGTH, seed);
    return versions(LENGTH, seed).map((plain, at) => {
      const content = contentOf(plain);
      const { hash } = chunks[at]!;
      return { content, chunks: [chunks[at]!, ...content.chunks.filter((one) => one.hash !== hash)] };
    });
  };
  const sound = async () => assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
  /** Again and again, until `work` is over. */
  const meanwhile = async <T>(work: Promise<T>, again: () => Promise<unknown>): Promise<T> => {
    let over = false;
    const done = work.finally(() => {
      over = true;
    });
    done.catch(() => {});
    while (!over) await again();
    return done;
  };
  /** An asset with one version. @returns that's id */
  const make = async (name: string, content: Content) => {
    const row = item({ name });
    const made = checkpoint(row.id, content);
    assert.deepEqual((await ada.push(newItem(row), newCheckpoint(made))).rejected, {});
    return made.id;
  };
  /** Every other version is of an asset; the others, on which those stand, are nobody's. */
  const halfWanted = async () => {
    const wanted: { id: string; version: Version }[] = [];
    const rest: Version[] = [];
    for (let chain = 0; chain < CHAINS; chain++) {
      const all = chainOf(`chain ${chain}`);
      await ada.upload(all.flatMap(({ chunks }) => chunks));
      for (const [at, version] of all.entries()) {
        if (at % 2 === 0) {
          rest.push(version);
          continue;
        }
        wanted.push({ id: await make(`asset ${chain} ${at}`, version.content), version });
      }
    }
    return { wanted, rest };
  };
  const readable = async (wanted: readonly { id: string; version: Version }[]) => {
    for (const { id, version } of wanted) {
      const frames = await ada.fetch(id, [version.chunks[0]!.hash]);
      assert.ok(Array.isArray(frames) && frames[0]?.error === '', JSON.stringify(frames));
    }
  };

  it('collects in two processes at once: each chunk goes once, and what stood on it stays', async () => {
    const { wanted, rest } = await halfWanted();
    await age(25);
    const dry = await collect(studio.studio, true);
    const both = await twice('gc');
    assert.equal(
      both.reduce((sum, { chunks }) => sum + chunks, 0),
      dry.chunks,
    );
    assert.equal(dry.chunks, rest.flatMap(({ chunks }) => chunks).length);
    await sound();
    await readable(wanted);
  });

  it('backs up, verifies and collects in two processes, while a member uses again what is going: nothing is lost', async () => {
    const { wanted, rest } = await halfWanted();
    const gone = item({ name: 'gone' });
    const content = contentOf(versions(1, 'gone')[0]!);
    await ada.upload(content.chunks);
    await ada.push(newItem(gone), newCheckpoint(checkpoint(gone.id, content)));
    await age(25);
    const before = wanted.length;
    const again = async () => {
      await ada.push(edit(gone, { trashed: true }));
      await ada.push(edit(gone, { purged: true }));
      for (const [at, version] of rest.entries()) {
        const missing = new Set(await ada.missing(version.chunks.map(({ hash }) => hash)));
        const sent = version.content.chunks.filter(({ hash }) => missing.has(hash));
        if (sent.length > 0) assert.deepEqual((await ada.upload(sent)).refused, []);
        wanted.push({ id: await make(`again ${at}`, version.content), version });
      }
    };
    const target = join(folder(), 'backup');
    const work = [again(), backUp(studio.studio, target), verifyStudio(studio.studio)] as const;
    const [, saved, found] = await meanwhile(Promise.all(work), () => twice('gc'));
    assert.deepEqual(found.problems, []);
    assert.ok(saved.checkpoints >= before);
    await sound();
    await readable(wanted);

    const restored = join(folder(), 'restored');
    const database = await databaseFor(restored);
    const config = readConfig({ env: {}, options: { ...database, data: restored } });
    await restore(target, config);
    const copy = await openStudio(config);
    try {
      assert.deepEqual((await verifyStudio(copy)).problems, []);
    } finally {
      await copy.close();
    }
  });
});
