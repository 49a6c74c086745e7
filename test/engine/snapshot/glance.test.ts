/** An answer at a glance is the one that a proper look gives, or there is none. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { briefText } from '../../../cli/commands/status.ts';
import type { Brief, Entry } from '../../../engine/api.ts';
import { glance as glanceAt, initProject, openProject } from '../../../engine/engine.ts';
import { commitStamps } from '../../../engine/project/commit-stamps.ts';
import { Project } from '../../../engine/project/project.ts';
import { glance, leaveNote } from '../../../engine/snapshot/glance.ts';
import { Looker } from '../../../engine/snapshot/looker.ts';
import { briefOf } from '../../../engine/snapshot/report.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

const OLD = new Date('2020-01-01T00:00:00.500Z');

describe('a glance', () => {
  const folder = useTempFolder();
  const at = (path: string) => join(folder(), path);
  const clst = () => at('.cairn/film.clst');

  function write(path: string, text: string, time = OLD): void {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
    utimesSync(at(path), time, time);
  }

  beforeEach(async () => {
    for (const name of ['props/rock', 'props/tree', 'shots/one', 'notes', 'props/old.tmp']) write(name, name);
    write('.cairnignore', 'cache/\n*.log\n');
    const engine = await initProject(folder(), 'film', testPorts());
    await engine.track(['props', 'shots', '.cairnignore'], { comment: 'first' });
    await engine.close();
  });

  /** A proper look, which leaves a note as if all was quiet for a while. */
  async function look(takenAt = Date.now() + 60_000): Promise<Brief> {
    const stamps = commitStamps(clst());
    const project = await Project.open(folder());
    const { picture, seen } = await new Looker(project).lookOnce({});
    const brief = briefOf(project, picture);
    if (seen && stamps) leaveNote(clst(), stamps, takenAt, seen, brief, 0);
    project.close();
    return brief;
  }

  const told = (): Promise<Brief | undefined> => glance(folder(), clst());
  const states = ({ notable }: Brief) => notable.map(({ path, state }) => [path, state]);

  it('gives the same answer as long as nothing happens', async () => {
    assert.equal(await told(), undefined);
    const brief = await look();
    assert.deepEqual(states(brief), [['notes', 'untracked']]);
    assert.deepEqual([brief.quiet, brief.counts], [4, { normal: 4, untracked: 1 }]);
    assert.deepEqual([await told(), await told()], [brief, brief]);
    await (await openProject(folder(), testPorts())).close();
    assert.deepEqual(await told(), brief);
  });

  it('tells what was modified, gone and left out, too', async () => {
    write('props/rock', 'ROCK AND ROLL', new Date('2021-01-01T00:00:00.500Z'));
    rmSync(at('props/tree'));
    write('.cairnignore', 'shots/\n', new Date('2021-01-01T00:00:00.500Z'));
    await look();
    const brief = await look();
    assert.deepEqual(states(brief).sort(), [
      ['.cairnignore', 'modified'],
      ['notes', 'untracked'],
      ['props/rock', 'modified'],
      ['props/tree', 'rebuild'],
    ]);
    assert.deepEqual(await told(), brief);
    write('shots/one', 'shots/ONE', new Date());
    assert.equal(await told(), undefined);
  });

  const CHANGES: Readonly<Record<string, () => unknown>> = {
    'a file is written to': () => write('props/rock', 'props/ROCK', new Date()),
    'a file is replaced by another of the same size and time': () => {
      write('other', 'props/rock');
      renameSync(at('other'), at('props/rock'));
    },
    'an untracked file is written to': () => write('notes', 'more notes'),
    'a file comes': () => write('props/new', ''),
    'a file comes to a folder that was ignored': () => write('cache', ''),
    'a folder comes': () => mkdirSync(at('props/empty')),
    'a file goes': () => rmSync(at('shots/one')),
    'a file is renamed': () => renameSync(at('shots/one'), at('shots/two')),
    'a file becomes a folder': () => {
      rmSync(at('notes'));
      mkdirSync(at('notes'));
    },
    'a folder goes': () => rmSync(at('shots'), { recursive: true }),
    'other files are to be ignored': () => write('.cairnignore', 'cache/\n*.lag\n', new Date()),
    'somebody edits the project': async () => {
      const engine = await openProject(folder(), testPorts());
      await engine.tag('props/rock', ['hero'], []);
      await engine.close();
    },
    'the note is damaged': () => {
      const note = readFileSync(`${clst()}-glance`);
      note.writeUInt8(note.readUInt8(note.length - 3) ^ 1, note.length - 3);
      writeFileSync(`${clst()}-glance`, note);
    },
    'the note is cut off': () =>
      writeFileSync(`${clst()}-glance`, readFileSync(`${clst()}-glance`).subarray(0, 9)),
    'the project file is gone': () => rmSync(clst()),
  };
  for (const [what, change] of Object.entries(CHANGES))
    it(`gives none once ${what}`, async () => {
      mkdirSync(at('cache'));
      if (what.includes('ignored')) write('cache/x', '');
      else rmSync(at('cache'), { recursive: true });
      await look();
      assert.notEqual(await told(), undefined);
      if (what.includes('ignored')) rmSync(at('cache'), { recursive: true });
      await change();
      assert.equal(await told(), undefined);
    });

  it('gives none while somebody has the project open who has committed', async () => {
    const engine = await openProject(folder(), testPorts());
    await engine.tag('props/rock', ['hero'], []);
    await look();
    const brief = await told();
    assert.notEqual(brief, undefined);
    await engine.tag('props/rock', [], ['hero']);
    assert.equal(await told(), undefined);
    await engine.close();
  });

  it('is not to be had of a project that was written to a moment ago, nor with a file in doubt', async () => {
    await look((commitStamps(clst())?.changedAt ?? 0) + 10);
    assert.equal(existsSync(`${clst()}-glance`), false);
    write('notes', 'notes', new Date(Date.now() + 3_600_000));
    const engine = await openProject(folder(), testPorts());
    await engine.track(['notes'], {});
    await engine.close();
    await look();
    await look();
    assert.equal(existsSync(`${clst()}-glance`), false);
  });

  it('is not worth a note where there are few files', async () => {
    const engine = await openProject(folder(), testPorts());
    const brief = await engine.brief();
    const { assets, ...summary } = await engine.status();
    await engine.close();
    const { notable, waiting, quiet, ...rest } = brief;
    assert.equal(waiting, 0);
    assert.deepEqual(rest, summary);
    assert.equal(notable.length + quiet, assets.filter((entry: Entry) => entry.kind !== 'collection').length);
    assert.equal(await glanceAt(folder()), null);
    assert.equal(existsSync(`${clst()}-glance`), false);
  });

  it('names what waits to be sent where that can be read, and counts it where it cannot', async () => {
    const project = await Project.open(folder());
    project.setMeta('studio', 'http://studio.test');
    project.close();
    const few = await look();
    assert.deepEqual(few.notable.map(({ path }) => path).sort(), [
      '.cairnignore',
      'notes',
      'props/rock',
      'props/tree',
      'shots/one',
    ]);
    assert.deepEqual([few.waiting, few.quiet], [0, 0]);
    for (let n = 0; n < 100; n++) write(`many/${n}`, `${n}`);
    const engine = await openProject(folder(), testPorts());
    await engine.track(['many'], {});
    await engine.close();
    const many = await look();
    assert.deepEqual([states(many), many.waiting, many.quiet], [[['notes', 'untracked']], 104, 0]);
    assert.deepEqual(await told(), many);
    assert.match(briefText(many), /104 assets to be sent and otherwise up to date/u);
  });

  const paths = fc.constantFrom('props/rock', 'props/tree', 'shots/one', 'props/a.log', 'cache/b', 'notes');
  const step = fc.record({
    path: paths,
    do: fc.constantFrom('write', 'touch', 'remove', 'track', 'nothing'),
  });
  it('is right whatever happened before', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 3 }), async (steps) => {
        for (const [index, { path, do: what }] of steps.entries()) {
          if (what === 'write') write(path, `${path} ${index}`, new Date(OLD.getTime() + index * 1000));
          else if (what === 'touch' && existsSync(at(path))) utimesSync(at(path), new Date(), new Date());
          else if (what === 'remove') rmSync(at(path), { force: true });
          else if (what === 'track') {
            const engine = await openProject(folder(), testPorts());
            await engine.track([path], {});
            await engine.close();
          }
        }
        const quick = await told();
        const brief = await look();
        if (quick) assert.deepEqual(quick, brief);
      }),
      { numRuns: 40 },
    );
  });
});
