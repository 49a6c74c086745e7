/**
 * A picture that is kept up to date by hints is the one that somebody gets who looks at everything for the first time:
 * over a real folder and a real project file, after random work of people, of this process and of another one.
 */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { Changes, Entry, ProjectApi } from '../../../engine/api.ts';
import { initProject, openProject } from '../../../engine/engine.ts';
import { CairnError } from '../../../engine/errors.ts';
import { Project } from '../../../engine/project/project.ts';
import { testPorts } from '../../support/ports.ts';

const FOLDERS = ['', 'props/', 'props/Rock/', 'PROPS/', 'cache/', 'shots/', 'game/Saved/'];
const NAMES = ['a.bin', 'A.bin', 'b.bin', 'c.tmp', 'é.bin', '.cairnignore', 'x.uproject'];

const path = fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES)).map(([f, n]) => `${f}${n}`);
const folder = fc.constantFrom(...FOLDERS.slice(1).map((f) => f.slice(0, -1)));
const anything = fc.oneof(path, folder);

type Step =
  | { readonly do: 'write' | 'touch'; readonly at: string; readonly text: string }
  | { readonly do: 'remove' | 'track' | 'checkpoint' | 'free' | 'rebuild' | 'trash'; readonly at: string }
  | { readonly do: 'rename' | 'move'; readonly at: string; readonly to: string }
  | { readonly do: 'elsewhere'; readonly at: string; readonly text: string }
  | { readonly do: 'tag' | 'collection' | 'mkdir'; readonly at: string; readonly text: string };

const text = fc.constantFrom('', 'one', 'two', '*.bin\n', 'cache/\n');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), at: path, text }) },
  fc.record({ do: fc.constant('touch' as const), at: path, text }),
  fc.record({ do: fc.constant('remove' as const), at: anything }),
  fc.record({ do: fc.constantFrom('rename' as const, 'move' as const), at: anything, to: anything }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'track' as const,
        'checkpoint' as const,
        'free' as const,
        'rebuild' as const,
        'trash' as const,
      ),
      at: fc.oneof(anything, fc.constant('')),
    }),
  },
  fc.record({
    do: fc.constantFrom('tag' as const, 'collection' as const, 'mkdir' as const, 'elsewhere' as const),
    at: anything,
    text,
  }),
);

describe('a picture kept up to date by hints', () => {
  it('is the picture that looking at everything gives', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { minLength: 1, maxLength: 14 }), run),
      { numRuns: 60 },
    );
  });

  it('goes where a file lies, however its path is spelled', () =>
    run([
      [{ do: 'write', at: 'PROPS/a.bin', text: '' }, false],
      [{ do: 'track', at: '' }, true],
      [{ do: 'trash', at: 'props' }, true],
    ]));
});

/** The second of each pair says whether somebody looks after that step. */
async function run(steps: readonly (readonly [Step, boolean])[]): Promise<void> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'cairn-incremental-')));
  const project = await initProject(dir, 'film', testPorts());
  const watched = new Watched(project);
  try {
    await watched.look([]);
    let hints: string[] = [];
    for (const [one, looks] of steps) {
      hints.push(...(await carryOut(dir, project, one)));
      if (!looks) continue;
      await watched.look(hints);
      hints = [];
    }
    await watched.look(hints);
    const fresh = await openProject(dir, testPorts());
    const expected = await fresh.status();
    assert.deepEqual(watched.sorted(), expected.assets.toSorted(byPath));
    assert.deepEqual(watched.last?.counts, expected.counts);
    for (const { path: at } of [{ path: '' }, ...expected.assets]) {
      assert.deepEqual(await project.children(at), await fresh.children(at), `children of ${at}`);
    }
    await fresh.close();
  } finally {
    await project.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const byPath = (a: Entry, b: Entry): number => (a.path < b.path ? -1 : 1);

/** Keeps entries from differences, as the editor does. */
class Watched {
  last: Changes | undefined;
  readonly #project: ProjectApi;
  readonly #entries = new Map<string, Entry>();

  constructor(project: ProjectApi) {
    this.#project = project;
  }

  async look(hints: readonly string[]): Promise<void> {
    this.last = await this.#project.changes(this.last?.version ?? 0, hints);
    if (this.last.full) this.#entries.clear();
    for (const entry of this.last.changed) this.#entries.set(entry.path, entry);
    for (const gone of this.last.removed) this.#entries.delete(gone);
  }

  sorted(): Entry[] {
    return [...this.#entries.values()].sort(byPath);
  }
}

/** @returns the hints that a watcher gives. */
async function carryOut(dir: string, project: ProjectApi, step: Step): Promise<string[]> {
  const at = join(dir, step.at);
  switch (step.do) {
    case 'write':
      return attempt(() => write(at, step.text)) ? [step.at] : [];
    case 'touch':
      if (!existsSync(at)) return [];
      utimesSync(at, new Date(), new Date(statSync(at).mtimeMs - 60_000));
      return [step.at];
    case 'remove':
      rmSync(at, { recursive: true, force: true });
      return [step.at];
    case 'rename':
      return attempt(() => rename(at, join(dir, step.to))) ? [step.at, step.to] : [];
    case 'elsewhere':
      await elsewhere(dir, step.at, step.text);
      return [];
    default:
      await act(project, step).catch((error: unknown) => {
        if (!CairnError.is(error)) throw error;
      });
      return [];
  }
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    // A file where a folder is needed, or the other way round.
    return false;
  }
}

function write(at: string, content: string): void {
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, content);
}

function rename(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

/** Another process edits a row. */
async function elsewhere(dir: string, at: string, status: string): Promise<void> {
  const other = await Project.open(dir);
  const item = other.paths.find(at);
  if (item) other.items.edit(item.id, { status });
  other.close();
}

function act(project: ProjectApi, step: Step): Promise<unknown> {
  switch (step.do) {
    case 'track':
      return project.track([step.at], {});
    case 'checkpoint':
      return project.checkpoint([step.at], { onTop: true });
    case 'free':
      return project.free([step.at]);
    case 'rebuild':
      return project.rebuild([step.at]);
    case 'trash':
      return project.trash([step.at]);
    case 'move':
      return project.move(step.at, step.to);
    case 'tag':
      return project.tag(step.at, ['hero'], []);
    case 'collection':
      return project.edit(step.at, { task: step.text === 'one', shared: step.text === 'two' });
    default:
      return project.mkdir(step.at);
  }
}
