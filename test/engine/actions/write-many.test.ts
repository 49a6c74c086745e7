/** Files that are written together: what is entered of them, and when. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
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

  it('are entered also where they are few and large: a kill costs no more than some are read again', async () => {
    const entered: number[] = [];
    await writeMany(context, jobs, new Map(), {}, () => {
      entered.push(project.working.all().length);
      return () => undefined;
    });
    // When the last is begun, six at least are written.
    assert.ok((entered.at(-1) ?? 0) >= 6, `${entered}`);
    assert.equal(project.working.all().length, FILES);
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
    const written = jobs.map(({ found }) => found.path).filter((path) => existsSync(join(folder(), path)));
    assert.ok(written.length >= 6);
    assert.deepEqual(
      project.working
        .all()
        .map(({ path }) => path)
        .sort(),
      written.sort(),
    );
  });
});
