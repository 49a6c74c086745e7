/** Texts longer than a studio takes, which programs of before recorded: they hold up nothing else, and there is a way out. */
import assert from 'node:assert/strict';
import { Project } from '../../../engine/project/project.ts';
import { MAX_COMMENT } from '../../../proto/limits.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

/** With a character of two units where it is cut. */
const TOO_LONG = `${'w'.repeat(MAX_COMMENT - 2)}😀 and more`;

describe('a comment that is longer than a studio takes', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
    await ben.track('lib/rock', 'rock');
    await ben.sync();
    await ben.checkpoint('lib/rock', 'wordy');
    await ben.checkpoint('lib/rock', 'on top');
    const local = await Project.open(ben.folder);
    local.db.run("UPDATE checkpoint SET comment = ? WHERE comment = 'wordy'", TOO_LONG);
    local.close();
    await ben.track('lib/tree', 'tree');
  });
  afterEach(() => world.dispose());

  const latest = async (member: TestMember, path: string) =>
    (await member.project.status()).assets.find((entry) => entry.path === path)?.latest;
  const comments = async (member: TestMember) =>
    (await member.project.log('lib/rock')).checkpoints.map(({ comment }) => comment);

  /** @returns the row that was refused for it */
  async function refused(): Promise<string> {
    const report = await ben.project.sync();
    assert.deepEqual(
      [report.outcome, report.rejected.map(({ path, code, wayOut }) => [path, code, wayOut])],
      [
        'attention',
        [
          ['lib/rock', 'too-long', 'shorten'],
          ['lib/rock', 'depends-on-rejected', 'separate'],
        ],
      ],
    );
    await ann.sync();
    assert.deepEqual([await latest(ann, 'lib/rock'), await latest(ann, 'lib/tree')], [1, 1]);
    return report.rejected.find(({ code }) => code === 'too-long')?.id ?? '';
  }

  it('is refused alone, and goes once its maker has shortened it', async () => {
    const id = await refused();
    assert.deepEqual(await ben.project.attentionApply(id), { did: 'shortened', path: 'lib/rock' });
    await ben.sync();
    await ann.sync();
    const [, cut = ''] = await comments(ann);
    assert.deepEqual([cut, await comments(ann)], [`${'w'.repeat(MAX_COMMENT - 2)}…`, await comments(ben)]);
    assert.deepEqual((await ben.project.attention()).rejected, []);
  });

  it('can be given up with its version; the working file stays', async () => {
    await ben.project.attentionDiscard(await refused());
    await ben.sync();
    assert.deepEqual(
      [await latest(ben, 'lib/rock'), await ben.state('lib/rock'), ben.read('lib/rock')],
      [1, 'modified', 'on top'],
    );
  });
});
