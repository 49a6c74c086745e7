/** Files that are written together: what is entered of them, and when. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionContext } from '../../../engine/actions/context.ts';
import type { WriteJob } from '../../../engine/actions/write.ts';
import { writeMany } from '../../../engine/actions/write-many.ts';
import { ContentPool } from '../../../engine/content/pipeline/pool.ts';
import { initProject } from '../../../engine/engine.ts';
import { CairnError } from '../../../engine/errors.ts';
import { Project } from '../../../engine/project/project.ts';
import { Tree } from '../../../engine/snapshot/tree.ts';
import { coded } from '../../support/errors.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

/** A folder each, so that each is a unit by itself. */
const FILES = 12;
/** Six of them are more than may be written without being entered. */
const SIZE = 3_000_000;

describe('files that are written together', () => {
  const folder = useTempFolder();
  let context: ActionContext;
  let project: Project;
  let jobs: WriteJob[];

  beforeEach(async () => {
    const made = await initProject(folder(), 'film', testPorts());
    for (let n = 0; n < FILES; n++) {
      mkdirSync(join(folder(), `${n}`));
      writeFileSync(join(folder(), `${n}`, 'file'), Buffer.alloc(SIZE, n));
    }
    await made.track(['.'], {});
    await made.close();
    project = await Project.open(folder());
    for (const { itemId, path } of project.working.all()) {
      project.working.remove(itemId);
      rmSync(join(folder(), path));
    }
    const nodes = [...new Tree(project.overview.all(project.me)).items.values()];
    jobs = nodes.flatMap((found) => {
      const target = project.checkpoints.latestOf(found.item.id);
      return target ? [{ found, target, base: target, file: undefined, modified: false }] : [];
    });
    assert.equal(jobs.length, FILES);
    const content = new ContentPool();
    context = { project, ports: testPorts(), content, withStudio: () => assert.fail('no studio here') };
  });
  afterEach(async () => {
    await context.content.close();
    project.close();
  });

  const entered = () =>
    project.working
      .all()
      .map(({ path }) => path)
      .sort();
  const written = () =>
    jobs
      .map(({ found }) => found.path)
      .filter((path) => existsSync(join(folder(), path)))
      .sort();

  it('are entered also where they are few and large: a kill costs no more than some are read again', async () => {
    const counts: number[] = [];
    const put = project.working.put.bind(project.working);
    let puts = 0;
    project.working.put = (file) => {
      puts++;
      put(file);
    };
    await writeMany(context, jobs, new Map(), {}, () => {
      counts.push(entered().length);
      return () => undefined;
    });
    // When the last is begun, six at least are written.
    assert.ok((counts.at(-1) ?? 0) >= 6, `${counts}`);
    assert.deepEqual([entered(), puts], [written(), FILES], 'each once');
  });

  it('stay to be entered where that failed', async () => {
    const { db } = project;
    const transaction = db.transaction.bind(db);
    let failures = 1;
    db.transaction = (work) => {
      if (failures-- > 0) throw new CairnError('project-busy', 'for once');
      return transaction(work);
    };
    await assert.rejects(
      writeMany(context, jobs, new Map(), {}, () => () => undefined),
      coded('project-busy'),
    );
    assert.ok(written().length >= 6);
    assert.deepEqual(entered(), written());
  });

  it('are refused alone where something else has the name, the file is not what was seen, or the content is none', async () => {
    const [taken, edited, missing, ...rest] = jobs as [WriteJob, WriteJob, WriteJob, ...WriteJob[]];
    const at = ({ found }: WriteJob) => join(folder(), found.path);
    for (const job of [taken, edited]) writeFileSync(at(job), `precious ${job.found.path}`);
    const stamp = { size: SIZE, mtimeNs: 1n, ino: 1n, cachedAtNs: 1n };
    const { id: itemId } = edited.found.item;
    const file = { itemId, path: edited.found.path, baseId: '', contentHash: 'a'.repeat(64), ...stamp };
    const failures = new Map([[missing.target, new CairnError('content-missing', 'nobody has it')]]);
    const all = [taken, { ...edited, file }, missing, ...rest];
    const outcomes = await writeMany(context, all, failures, {}, () => () => undefined);
    assert.deepEqual(
      outcomes.map((outcome) => outcome && (outcome.error as CairnError).code),
      ['file-in-the-way', 'file-changed', 'content-missing', ...rest.map(() => undefined)],
    );
    for (const job of [taken, edited])
      assert.equal(readFileSync(at(job), 'utf8'), `precious ${job.found.path}`);
    assert.equal(existsSync(at(missing)), false);
    assert.deepEqual(entered(), rest.map(({ found }) => found.path).sort());
  });

  it('end at once where one fails for a reason that is not its own, with what was written entered', async () => {
    const failures = new Map([[(jobs[1] as WriteJob).target, new CairnError('disk-full', 'full')]]);
    let asked = 0;
    const counted = () => {
      asked++;
      return () => undefined;
    };
    await assert.rejects(writeMany(context, jobs, failures, {}, counted), coded('disk-full'));
    assert.ok(asked < FILES, `${asked} were begun`);
    assert.deepEqual(entered(), written());
    assert.ok(written().length > 0);
  });

  it('so too where it is written after another of its folder', async () => {
    const [one, two] = jobs as [WriteJob, WriteJob];
    const beside = { ...two, found: { ...two.found, path: '0/beside' } };
    const failures = new Map([[two.target, new CairnError('disk-full', 'full')]]);
    const writing = writeMany(context, [one, beside], failures, {}, () => () => undefined);
    await assert.rejects(writing, coded('disk-full'));
    assert.deepEqual(entered(), written());
    assert.deepEqual(written(), [one.found.path]);
  });
});
