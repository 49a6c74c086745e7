/** Recording many files in one go: threads, groups, deltas, and back again. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { Progress, ProjectApi } from '../../../engine/api.ts';
import { ContentPool } from '../../../engine/content/pipeline/pool.ts';
import { Project } from '../../../engine/project/project.ts';
import { ProjectEngine } from '../../../engine/project-engine.ts';
import { seededBytes } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

/** Several slabs for each thread, and more than is written at once. */
const LARGE = 34_000_000;

/** Incompressible records, the first bytes of each of which a session writes anew. */
function scene(session: number): Buffer {
  const data = Buffer.from(seededBytes('scene', LARGE));
  for (let at = 0; at + 8 <= data.length; at += 64) data.writeUInt32LE(session * 7919 + at, at);
  return data;
}

describe('recording many files', function () {
  this.timeout(60_000);
  const folder = useTempFolder();
  let project: ProjectApi;
  const write = (name: string, content: Buffer | string) => writeFileSync(join(folder(), name), content);
  const read = (name: string) => readFileSync(join(folder(), name));

  beforeEach(async () => {
    const created = await Project.create(folder(), 'film', uuid());
    project = new ProjectEngine(created, testPorts(), new ContentPool({ inline: 8_000_000 }));
  });
  // Before the folder goes.
  afterEach(() => project.close());

  it('takes large and small ones together, and brings all of them back', async () => {
    const files = new Map<string, Buffer>();
    for (let n = 0; n < 1300; n++)
      files.set(`small-${n}.txt`, Buffer.from(`a small file, number ${n % 300}`));
    for (let n = 0; n < 3; n++) files.set(`large-${n}.bin`, seededBytes(n, LARGE / 3 + n));
    files.set('empty', Buffer.alloc(0));
    for (const [name, content] of files) write(name, content);
    const { checkpoints, refused } = await project.track(['.'], {});
    assert.equal(checkpoints.length, files.size);
    assert.deepEqual(refused, []);
    // Each is made durable when it is written, so a few must do.
    const removed = [...files.keys()].filter((name, index) => !name.startsWith('small') || index % 50 === 0);
    for (const name of removed) rmSync(join(folder(), name));
    assert.equal((await project.rebuild(['.'])).written.length, removed.length);
    for (const [name, content] of files) assert.ok(read(name).equals(content), name);
    assert.deepEqual((await project.verify(false)).problems, []);
  });

  it('refuses a comment that no studio takes, before anything is recorded', async () => {
    write('rock.png', 'rock');
    await assert.rejects(project.track(['rock.png'], { comment: 'x'.repeat(10_001) }), coded('usage'));
    assert.equal((await project.status()).assets[0]?.state, 'untracked');
    const { checkpoints } = await project.track(['rock.png'], { comment: 'x'.repeat(10_000) });
    assert.equal(checkpoints.length, 1);
  });

  it('records the others where one of a group is refused', async function () {
    write('rock.png', seededBytes('rock', 20_000));
    write('Rock.png', seededBytes('other rock', 20_000));
    try {
      assert.ok(!read('rock.png').equals(read('Rock.png')));
    } catch {
      this.skip(); // a disk on which these are one file
    }
    for (let n = 0; n < 40; n++) write(`file-${n}`, seededBytes(n, 20_000));
    const { checkpoints, refused } = await project.track(['.'], {});
    assert.equal(checkpoints.length, 41);
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['name-taken'],
    );
    for (let n = 0; n < 40; n++) rmSync(join(folder(), `file-${n}`));
    assert.equal((await project.rebuild(['.'])).written.length, 40);
    for (let n = 0; n < 40; n++) assert.ok(read(`file-${n}`).equals(seededBytes(n, 20_000)));
  });

  it('keeps little of a save that changed little everywhere, and every version of it', async () => {
    write('scene.bin', scene(1));
    const first = (await project.track(['scene.bin'], {})).checkpoints[0];
    write('scene.bin', scene(2));
    const second = (await project.checkpoint(['scene.bin'], {})).checkpoints[0];
    assert.ok(first && second && second.bytesStored < first.bytesStored / 4, `${second?.bytesStored}`);
    await project.revert('scene.bin', 1);
    assert.ok(read('scene.bin').equals(scene(1)));
    await project.revert('scene.bin', 2, 'overwrite');
    assert.ok(read('scene.bin').equals(scene(2)));
  });

  it('tells how far the whole job is, no more than ten times a second', async () => {
    write('a.bin', seededBytes('a', LARGE));
    for (let n = 0; n < 300; n++) write(`small-${n}`, `${n}`);
    const reports: Progress[] = [];
    const started = performance.now();
    const { checkpoints } = await project.track(['.'], {}, { onProgress: (report) => reports.push(report) });
    const seconds = (performance.now() - started) / 1000;
    const total = checkpoints.reduce((sum, { size }) => sum + size, 0);
    assert.ok(reports.length > 0 && reports.length <= seconds * 10 + 2, `${reports.length} in ${seconds} s`);
    for (const [index, report] of reports.entries()) {
      assert.deepEqual([report.phase, report.unit, report.total], ['read', 'bytes', total]);
      assert.ok(report.done >= (reports[index - 1]?.done ?? 0) && report.done <= total);
    }
    assert.equal(reports.at(-1)?.done, total);
  });

  it('tells how far writing is while a file is written, alone or among others', async () => {
    write('a.bin', seededBytes('a', LARGE));
    write('b.bin', seededBytes('b', LARGE));
    await project.track(['.'], {});
    for (const paths of [['a.bin'], ['.']]) {
      rmSync(join(folder(), 'a.bin'));
      const reports: Progress[] = [];
      const { written } = await project.rebuild(paths, { onProgress: (report) => reports.push(report) });
      const total = written.reduce((sum, { size }) => sum + size, 0);
      const writing = reports.filter(({ phase }) => phase === 'write');
      assert.ok(
        writing.some(({ done }) => done > 0 && done < total),
        `${writing.map(({ done }) => done)}`,
      );
      assert.equal(writing.at(-1)?.done, total);
    }
  });

  it('can be cancelled, and done again', async () => {
    for (let n = 0; n < 2; n++) write(`large-${n}.bin`, seededBytes(n, LARGE));
    const abort = new AbortController();
    const onProgress = ({ done }: Progress) => done > 0 && abort.abort();
    const running = project.track(['.'], {}, { signal: abort.signal, onProgress });
    await assert.rejects(running, coded('cancelled'));
    assert.equal((await project.track(['.'], {})).checkpoints.length, 2);
    assert.deepEqual((await project.verify(false)).problems, []);
  });
});
