import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asset } from '../../bench/data/asset.ts';
import { LayeredImage } from '../../bench/data/layered.ts';
import { Media } from '../../bench/data/media.ts';
import { Mesh } from '../../bench/data/mesh.ts';
import { noise, Random } from '../../bench/data/random.ts';
import { Scene } from '../../bench/data/scene.ts';
import { writeSeries } from '../../bench/data/series.ts';
import { smallFiles } from '../../bench/data/small.ts';
import { Texture } from '../../bench/data/texture.ts';
import { commitsOf, parseVersioned } from '../../bench/data/versions.ts';
import { filesBelow } from '../../bench/run/files.ts';

const KINDS: Readonly<Record<string, () => Asset>> = {
  layered: () => new LayeredImage('a.psd', 'seed', 96, 64, 3),
  scene: () => new Scene('a.scene', 'seed', 400_000),
  mesh: () => new Mesh('a.mesh', 'seed', 60_000),
  texture: () => new Texture('a.tga', 'seed', 64),
  media: () => new Media('a.mp4', 'seed', 2 ** 20),
  small: () => smallFiles('game', 'seed', 3)[2]!,
};

const bytesOf = (asset: Asset): Buffer => Buffer.concat([...asset.parts()]);

describe('benchmark data', () => {
  for (const [kind, make] of Object.entries(KINDS))
    it(`${kind}: one seed gives one file, edits included, and an edit changes it`, () => {
      const [a, b] = [make(), make()];
      const before = bytesOf(a);
      assert.ok(before.equals(bytesOf(b)));
      a.edit();
      b.edit();
      const after = bytesOf(a);
      assert.ok(after.equals(bytesOf(b)));
      assert.ok(!after.equals(before));
    });

  it('moves every address of a scene with each save, and nothing else', () => {
    const scene = new Scene('a.scene', 'seed', 400_000);
    const [first, second] = [bytesOf(scene), bytesOf(scene)];
    assert.equal(first.length, second.length);
    const differing = first.reduce((count, byte, at) => (byte === second[at] ? count : count + 1), 0);
    assert.ok(differing > 50, `${differing} bytes differ`);
    assert.ok(differing < first.length / 20, `${differing} of ${first.length} bytes differ`);
  });

  it('draws the same bytes and numbers as on any other machine', () => {
    assert.equal(noise('seed', 8).toString('hex'), noise('seed', 16).toString('hex', 0, 8));
    const random = new Random('seed');
    const drawn = Array.from({ length: 1000 }, () => random.next());
    assert.ok(drawn.every((value) => value >= 0 && value < 1));
    const digest = createHash('sha256').update(drawn.join(' ')).update(noise('seed', 64)).digest('hex');
    assert.equal(digest.slice(0, 16), '42ebcdad77ee39f1');
  });
});

describe('commits of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-versions-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are written the same twice, with only what changed in each', () => {
    const shape = { edits: 3, scale: 0.001, deliveries: 2 };
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    writeSeries(a, shape);
    writeSeries(b, shape);
    assert.deepEqual(filesBelow(a), filesBelow(b));
    for (const path of filesBelow(a))
      assert.ok(readFileSync(join(a, path)).equals(readFileSync(join(b, path))));
    const [first, ...edits] = commitsOf(a, join(folder, 'scratch')).map(
      (commit) => filesBelow(commit).length,
    );
    assert.equal(edits.length, 3);
    assert.ok(edits.every((count) => count > 0 && count < first!));
  });

  it('are files with a version in their name, one commit for each number in order', () => {
    for (const name of ['a.v2.psd', 'a.v10.psd', 'b.v2.psd', 'notes.txt'])
      writeFileSync(join(folder, name), name);
    const commits = commitsOf(folder, join(folder, 'scratch'));
    assert.deepEqual(commits.map(filesBelow), [['a.psd', 'b.psd'], ['a.psd']]);
    assert.equal(readFileSync(join(commits[1]!, 'a.psd'), 'utf8'), 'a.v10.psd');
    assert.equal(parseVersioned('notes.txt'), undefined);
  });

  it('are told to be missing', () => {
    mkdirSync(join(folder, 'scratch'));
    assert.throws(() => commitsOf(join(folder, 'scratch'), folder), /holds no subfolders/u);
  });
});
