import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newItem } from '../../../engine/actions/new-item.ts';
import { ROOT } from '../../../engine/domain/rows.ts';
import { Project } from '../../../engine/project/project.ts';
import { Touched } from '../../../engine/project/touched.ts';

describe('what a connection has written to', () => {
  let folder: string;
  let project: Project;
  let touched: Touched;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-touched-'));
    project = await Project.create(folder, 'show', 'p');
    touched = new Touched(project.db);
  });
  afterEach(() => {
    project.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function make(name: string): string {
    const item = newItem('', 'asset', ROOT, name, 1);
    project.items.create(item);
    return item.id;
  }

  it('is told item by item, once, without what was undone', () => {
    const id = make('a');
    assert.throws(() =>
      project.db.transaction(() => {
        make('b');
        throw new Error('undo');
      }),
    );
    assert.deepEqual([touched.take(), touched.take()], [[id], []]);
    project.items.edit(id, { name: 'c' });
    assert.deepEqual(touched.take(), [id]);
  });

  it('may be any where many were expected, whether they came or not, and is told item by item again after that', () => {
    for (const come of [true, false]) {
      touched.expect(1_000_000);
      touched.expect(1_000_000);
      if (come) make('many');
      assert.equal(touched.take(), undefined);
      assert.deepEqual(touched.take(), []);
      const id = make(`one more ${come}`);
      assert.deepEqual(touched.take(), [id]);
    }
    touched.expect(3);
    const few = make('few');
    assert.deepEqual(touched.take(), [few]);
  });
});
