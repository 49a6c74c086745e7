import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineHost } from '../../extension/engine/host.ts';
import { Project } from '../../extension/project/project.ts';
import { Projects } from '../../extension/project/registry.ts';

/** A worker that answers `find`, and ends in the middle of `open`. */
const SCRIPT = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (message) => {
  if (message.type !== 'call') return;
  if (message.call.method === 'open') process.exit(3);
  parentPort.postMessage({ type: 'result', id: message.id, result: { ok: true, value: message.call.args[0] } });
});`;

describe('the engine in its worker', () => {
  let dir: string;
  let engine: EngineHost;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cairn-engine-host-'));
    await writeFile(join(dir, 'worker.cjs'), SCRIPT);
  });
  after(() => rm(dir, { recursive: true }));
  beforeEach(() => {
    engine = new EngineHost(join(dir, 'worker.cjs'), {
      token: async () => null,
      log: () => undefined,
      limit: () => undefined,
    });
  });
  afterEach(() => engine.dispose());

  it('is started by the first call, not before', async () => {
    assert.equal(engine.started, false);
    assert.equal(await engine.root().find('/film'), '/film');
    assert.equal(engine.started, true);
  });

  it('fails what waits when it dies, says so once, and starts again with the next call', async () => {
    const deaths: string[] = [];
    engine.onDidDie((reason) => deaths.push(reason.code));
    await assert.rejects(engine.root().open('/film'), { code: 'engine-unavailable' });
    assert.deepEqual(deaths, ['engine-unavailable']);
    assert.equal(engine.started, false);
    assert.equal(await engine.root().find('/film'), '/film');
  });

  it('makes its projects say that it died, and lets them try again', async () => {
    const ports = { signedIn: async () => true, beforeRemote: async () => undefined };
    const projects = new Projects(engine, { ...ports, mayHoldProject: async () => true });
    await projects.find(['/film']);
    const [project] = projects.all;
    assert.ok(project instanceof Project);
    assert.equal(project.facts.broken?.code, 'engine-unavailable');
    await project.refresh();
    assert.equal(project.facts.broken?.code, 'engine-unavailable', 'tried again, and died again');
    projects.dispose();
  });

  it('ends without a word when the window closes', async () => {
    const deaths: string[] = [];
    engine.onDidDie((reason) => deaths.push(reason.code));
    await engine.root().find('/film');
    engine.dispose();
    await new Promise(setImmediate);
    assert.deepEqual(deaths, []);
  });
});
