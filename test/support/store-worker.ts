/**
 * A process that works on a project file until it is killed: `node store-worker.ts FOLDER NAME write|record|gc|export
 * SEED`.
 */
import { randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportProject } from '../../engine/actions/export.ts';
import { collectGarbage } from '../../engine/actions/gc.ts';
import { CairnError } from '../../engine/errors.ts';
import { Project } from '../../engine/project/project.ts';
import { ProjectEngine } from '../../engine/project-engine.ts';
import { addAsset, addVersion, edited, pieces } from './history.ts';
import { testPorts } from './ports.ts';

const [folder = '', name = '', mode = 'write', rounds = '1000'] = process.argv.slice(2);
const project = await Project.open(folder);
/** One for a project file, however many rounds there are. */
let engine: ProjectEngine | undefined;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Garbage collection elsewhere may have taken a base between the look and the write: then it is tried again. */
function version(asset: string, data: Buffer, rev: number): void {
  for (;;) {
    try {
      const { contentHash } = addVersion(project, asset, data, rev);
      if (rev === 0) say(`made ${contentHash}`);
      return;
    } catch (error) {
      if (!CairnError.is(error, 'content-missing')) throw error;
    }
  }
}

const steps: Record<string, (round: number) => Promise<void>> = {
  async write(round) {
    const asset = addAsset(project, `${name}-${process.pid}-${round}.bin`);
    let data = pieces(8, `${name} ${process.pid} ${round}`);
    for (let n = 0; n < 3; n++) {
      version(asset, data, 0);
      data = edited(data, 3, n);
    }
  },
  /** So much that packs are written beside what goes on. */
  async record(round) {
    const at = `${name}-${process.pid}-${round}`;
    mkdirSync(join(folder, at));
    for (let n = 0; n < 40; n++)
      writeFileSync(join(folder, at, `${n}.bin`), randomFillSync(Buffer.alloc(1_000_000)));
    say('recording');
    engine ??= new ProjectEngine(project, testPorts());
    const { checkpoints } = await engine.track([at], {});
    for (const { id } of checkpoints) say(`made ${project.checkpoints.get(id)?.contentHash}`);
  },
  async gc(round) {
    const asset = addAsset(project, `${name}-${process.pid}-${round}.bin`);
    const data = pieces(12, `${name} ${process.pid} ${round}`);
    version(asset, data, 1);
    version(asset, edited(data, 2, 1), 2);
    version(
      addAsset(project, `${name}-${process.pid}-${round}k.bin`),
      pieces(2, `${name} ${process.pid} k${round}`),
      0,
    );
    await collectGarbage(project, false);
    say('collected');
  },
  async export(round) {
    version(
      addAsset(project, `${name}-${process.pid}-${round}.bin`),
      pieces(4, `${process.pid} ${round}`),
      0,
    );
    await exportProject(project, join(folder, '..', 'out', `${process.pid}-${round}.clst`), {});
    say('exported');
  },
};

for (let round = 0; round < Number(rounds); round++) await steps[mode]!(round);
project.close();
