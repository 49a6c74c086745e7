/**
 * The conflicts of names, row by row: everything that may have taken the name here, against everything that may have taken it there,
 * for files, folders and one of each, with every choice. All of them meet in one sync.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChoiceName, Conflict, ConflictKind } from '../../../engine/api.ts';
import { StudioWorld, type TestMember } from '../../support/studio-world.ts';

type Kind = 'asset' | 'collection';
const WAYS = ['create', 'rename', 'move', 'restore'] as const;
type Way = (typeof WAYS)[number];
type Side = 'mine' | 'theirs';

interface Case {
  readonly folder: string;
  readonly mine: Kind;
  readonly theirs: Kind;
  readonly here: Way;
  readonly there: Way;
  readonly choice: ChoiceName;
}

const ROWS: readonly (readonly [mine: Kind, theirs: Kind, choices: readonly ChoiceName[]])[] = [
  ['asset', 'asset', ['rename', 'merge']],
  ['collection', 'collection', ['rename', 'merge']],
  ['asset', 'collection', ['rename']],
  ['collection', 'asset', ['rename']],
];

const CASES: readonly Case[] = ROWS.flatMap(([mine, theirs, choices]) =>
  choices.flatMap((choice) =>
    WAYS.flatMap((here) =>
      WAYS.map((there) => ({
        folder: `${mine} ${here}, ${theirs} ${there}, ${choice}`,
        ...{ mine, theirs, here, there, choice },
      })),
    ),
  ),
);

const conflictKind = ({ mine, theirs }: Case): ConflictKind =>
  mine === theirs ? `${mine}-name` : 'file-folder';
/** Both are one name. */
const NAME = { mine: 'ROCK', theirs: 'rock' } as const;
/** Where it is before it takes the name; nowhere, where it is made. */
const placeBefore = (way: Way, side: Side): string =>
  ({ create: '', rename: `old-${side}`, move: `in-${side}/${NAME[side]}`, restore: NAME[side] })[way];

describe('the table of name conflicts', function () {
  this.timeout(280_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  /** Offline from before the conflicts until all is over, at work in what takes the names. */
  let cem: TestMember;
  let found: readonly Conflict[];

  const make = async (member: TestMember, kind: Kind, path: string, text: string) => {
    if (kind === 'asset') return member.track(path, text);
    await member.project.mkdir(path);
    return member.track(`${path}/kid`, `${text}, kid`);
  };

  async function prepare(member: TestMember, side: Side): Promise<void> {
    const trashed: string[] = [];
    for (const one of CASES) {
      const way = side === 'mine' ? one.here : one.there;
      const path = placeBefore(way, side);
      if (path === '') continue;
      if (way === 'move') await member.project.mkdir(`${one.folder}/in-${side}`);
      await make(member, one[side], `${one.folder}/${path}`, `${side} of ${one.folder}`);
      if (way === 'restore') trashed.push(`${one.folder}/${path}`);
    }
    await member.sync();
    await member.project.trash(trashed);
    await member.sync();
  }

  async function take(member: TestMember, side: Side): Promise<void> {
    const trash = new Map(
      (await member.project.trashList())
        .filter(({ path }) => path.endsWith(`/${NAME[side]}`))
        .map(({ id, path }) => [path.slice(0, path.lastIndexOf('/')), id]),
    );
    for (const one of CASES) {
      const way = side === 'mine' ? one.here : one.there;
      const path = `${one.folder}/${NAME[side]}`;
      if (way === 'create') await make(member, one[side], path, `${side} of ${one.folder}`);
      else if (way === 'restore') await member.project.trashRestore(trash.get(one.folder) ?? '');
      else await member.project.move(`${one.folder}/${placeBefore(way, side)}`, path);
    }
  }

  const facts = async (member: TestMember) => {
    const { assets, unsent, watermark } = await member.project.status();
    const told = assets.map(({ path, kind, latest, tags }) => [path, kind, latest, tags].join(' '));
    return { watermark, unsent, told: told.sort() };
  };
  const comments = async (member: TestMember, path: string) =>
    (await member.project.log(path)).checkpoints.map(({ comment }) => comment).reverse();
  const topOf = (one: Case): Conflict =>
    found.find(({ path, parent }) => parent === null && path.startsWith(`${one.folder}/`)) as Conflict;
  /** Where the asset is that mine is, or that is in mine. */
  const mineIn = (one: Case): string => {
    const name = one.choice === 'merge' ? NAME.theirs : topOf(one).suggestion;
    return `${one.folder}/${name}${one.mine === 'asset' ? '' : '/kid'}`;
  };
  const theirsIn = (one: Case): string =>
    `${one.folder}/${NAME.theirs}${one.theirs === 'asset' ? '' : '/kid'}`;
  const textOf = (one: Case, side: Side): string =>
    `${side} of ${one.folder}${one[side] === 'asset' ? '' : ', kid'}`;
  /** Of what Cem has worked in. */
  const isKnown = ({ here }: Case): boolean => here === 'rename' || here === 'move';

  before(async () => {
    world = await StudioWorld.create();
    ann = await world.project('ann', [
      ['ben', 'Admin'],
      ['cem', 'Admin'],
    ]);
    for (const { folder } of CASES) await ann.project.mkdir(folder, true);
    await prepare(ann, 'theirs');
    ben = await world.join('ben');
    await prepare(ben, 'mine');
    cem = await world.join('cem');
    for (const one of CASES.filter(isKnown)) {
      const path = `${one.folder}/${placeBefore(one.here, 'mine')}`;
      if (one.mine === 'collection') await cem.track(`${path}/from cem`, 'cem');
      else {
        await cem.project.rebuild([path]);
        await cem.checkpoint(path, `cem on ${one.folder}`);
      }
    }
    await ann.sync();
    await ben.sync();
    await take(ann, 'theirs');
    await take(ben, 'mine');
    await ann.sync();
  });
  after(() => world.dispose());

  it('pauses the sync with one conflict for each, what merging would bring up nested in it, and nothing applied', async () => {
    const was = await facts(ben);
    const { outcome, conflicts } = await ben.project.sync();
    found = conflicts;
    assert.equal(outcome, 'conflicts');
    assert.deepEqual(await facts(ben), was);
    assert.equal(found.filter(({ parent }) => parent === null).length, CASES.length);
    for (const one of CASES) {
      const top = topOf(one);
      assert.equal(top.kind, conflictKind(one), one.folder);
      assert.deepEqual([top.mine.kind, top.theirs.kind, top.decision], [one.mine, one.theirs, null]);
      const choices = one.mine === one.theirs ? ['rename', 'merge'] : ['rename'];
      assert.deepEqual(
        top.choices.map(({ name, enabled, effect }) => [name, enabled, effect !== '']),
        choices.map((name) => [name, true, true]),
      );
      assert.deepEqual(
        found.filter(({ parent }) => parent === top.id).map(({ kind }) => kind),
        top.kind === 'collection-name' ? ['asset-name'] : [],
        one.folder,
      );
    }
  });

  it('does what was chosen for each, and nothing else', async () => {
    for (const one of CASES) {
      const top = topOf(one);
      await ben.project.resolve(top.id, {
        choice: one.choice,
        ...(one.choice === 'rename' ? { name: top.suggestion } : {}),
      });
      if (one.choice === 'rename') continue;
      for (const { id, parent } of found) {
        if (parent === top.id) await ben.project.resolve(id, { choice: 'merge' });
      }
    }
    await ben.sync();
    for (const one of CASES) {
      const [mine, theirs] = [mineIn(one), theirsIn(one)];
      assert.equal((await comments(ben, theirs))[0]?.slice(0, 3), 'ann', one.folder);
      assert.equal((await comments(ben, mine)).at(-1)?.slice(0, 3), 'ben', one.folder);
      assert.equal((await comments(ben, mine)).length, one.choice === 'merge' ? 2 : 1, one.folder);
      // What comes out of the trash has no file until somebody rebuilds it.
      if (one.here === 'restore') continue;
      // Merging moves no file: a pull gives it the studio's spelling.
      const onDisk = one.choice === 'merge' ? mine.replace(`/${NAME.theirs}`, `/${NAME.mine}`) : mine;
      assert.equal(ben.read(onDisk), textOf(one, 'mine'));
      assert.equal(await ben.state(mine), 'normal', one.folder);
    }
  });

  it('is the same for everybody, and who was at work offline in what was merged or renamed goes on in it', async () => {
    await cem.sync();
    for (const member of [ann, ben, cem]) await member.sync();
    const same = await facts(ann);
    assert.equal(same.unsent, 0);
    assert.deepEqual([await facts(ben), await facts(cem)], [same, same]);
    for (const one of CASES.filter(isKnown)) {
      const path = mineIn(one);
      if (one.mine === 'asset') assert.equal((await comments(ann, path)).at(-1), `cem on ${one.folder}`);
      else
        assert.deepEqual(await comments(ann, path.replace(/kid$/u, 'from cem')), [
          `cem tracks ${one.folder}/${placeBefore(one.here, 'mine')}/from cem`,
        ]);
    }
    await cem.project.pull(['.']);
    for (const one of CASES.filter((each) => isKnown(each) && each.mine === 'asset')) {
      assert.equal(cem.read(mineIn(one)), `cem on ${one.folder}`);
      assert.equal(await cem.state(mineIn(one)), 'normal');
    }
  });

  it('leaves every version readable', async () => {
    mkdirSync(world.folder('exports'));
    for (const one of CASES) {
      const merged = one.choice === 'merge';
      for (const [side, path, version] of [
        ['theirs', theirsIn(one), 1],
        ['mine', mineIn(one), merged ? 2 : 1],
      ] as const) {
        const target = join(world.folder('exports'), `${one.folder} ${side}`);
        await ann.project.exportVersion(path, version, target);
        assert.equal(readFileSync(target, 'utf8'), textOf(one, side), one.folder);
      }
    }
  });
});
