/** What happens between two projects of one studio: the same content in both, and members of one who ask about the other. */
import { v7 as uuid } from 'uuid';
import type { Item } from '../../engine/domain/rows.ts';
import { encodeRow } from '../../engine/domain/wire.ts';
import { CairnError } from '../../engine/errors.ts';
import type { ChunkRequest, StudioSync } from '../../engine/remote/studio.ts';
import { createStudioSync } from '../../engine/remote/sync.ts';
import { ownerOf } from './cast.ts';
import { Violation } from './model.ts';
import type { Production } from './production.ts';
import type { Scene } from './scene.ts';
import { STUDIO_URL } from './window.ts';

/** Of chunks that are asked about at a time. */
const FEW = 12;

const never = new AbortController().signal;

/** What somebody saved in the other project: bytes that both have then. */
export const copied = ({ random, others }: Scene): string | undefined =>
  random.pick(others.flatMap((other) => other.contents));

/** Asks the studio for what is another project's, in every way there is, as nobody could who did not know its ids and hashes. */
export async function pry(scene: Scene): Promise<string> {
  const { random, window, others, token } = scene;
  const own = ownerOf(window.who);
  const other = random.pick(others.filter(({ team }) => !team.some((who) => ownerOf(who) === own)));
  if (!other || !token) return '-';
  const project = random.below(2) === 0 ? other : scene.production;
  const studio = createStudioSync(STUDIO_URL, token, project.id);
  try {
    return project === other
      ? await askElsewhere(scene, other, studio)
      : await askAtHome(scene, other, studio);
  } finally {
    await studio.close();
  }
}

/** In the other project, nothing is answered; and that it exists is not said. */
async function askElsewhere(scene: Scene, other: Production, studio: StudioSync): Promise<string> {
  const { checkpoints, chunks } = scene.onlyIn(other);
  const about = chunks.slice(0, FEW);
  const request = wish(checkpoints[0]?.id ?? '', about);
  const asks: Readonly<Record<string, () => Promise<unknown>>> = {
    connect: () => studio.connect(never),
    changes: () => studio.changes(0, '', never),
    missing: () => studio.missing(about, [], never),
    fetch: () => studio.fetch(request, never)[Symbol.asyncIterator]().next(),
    push: () => studio.push({ pushId: uuid(), baseRevision: 0, changes: [] }, never),
  };
  const [what, ask] = scene.random.pick(Object.entries(asks)) ?? ['', async () => undefined];
  try {
    await ask();
  } catch (error) {
    if (CairnError.is(error, 'not-found')) return `${what}: ${error.message}`;
    throw error;
  }
  throw new Violation('apart', `${scene.window.who} was answered ${what} of ${other.name}`);
}

/** In the own project, what is the other's is unknown. */
async function askAtHome(scene: Scene, other: Production, studio: StudioSync): Promise<string> {
  const { window, random } = scene;
  const { checkpoints, chunks } = scene.onlyIn(other);
  const about = chunks.slice(0, FEW);
  const version = random.pick(checkpoints);
  if (about.length === 0 || !version) return '-';
  const what = random.pick(['missing', 'fetch', 'push'] as const);
  if (what === 'missing') {
    const missing = await studio.missing(about, [version.id], never);
    // Somebody here may have sent the same meanwhile.
    const still = new Set(scene.onlyIn(other).chunks);
    const known = about.filter((hash) => !missing.has(hash) && still.has(hash));
    if (known.length > 0)
      throw new Violation('apart', `${window.who} need not send ${known[0]}, which only ${other.name} has`);
  }
  if (what === 'fetch') {
    for await (const { chunks: got, release } of studio.fetch(wish(version.id, about), never)) {
      release();
      if (got.length > 0) throw new Violation('apart', `${window.who} was sent content of ${other.name}`);
    }
  }
  return what === 'push' ? `push: ${await claim(scene, version, studio)}` : (what ?? '');
}

const wish = (checkpointId: string, hashes: readonly string[]): ChunkRequest => ({
  parts: [{ checkpointId, hashes }],
  held: [],
  deltas: false,
  stored: () => undefined,
  onBytes: () => undefined,
});

/** An asset whose content is another project's, by its hashes alone. */
async function claim(
  { window, look, serial }: Scene,
  { id, hash, manifest }: { id: string; hash: string; manifest: string },
  studio: StudioSync,
): Promise<string> {
  const item: Item = {
    ...{ id: uuid(), kind: 'asset', parentId: '', name: `claimed ${serial()}`, shared: false, task: false },
    ...{ assigneeId: '', status: '', type: '', description: '', trashed: false, trashedBy: '', trashedAt: 0 },
    ...{ mergedInto: '', purged: false, createdBy: '', createdAt: 0 },
  } as Item;
  const version = {
    ...{ id: uuid(), assetId: item.id, version: 1, parentId: '', contentHash: hash, size: 1, manifest },
    ...{ comment: '', authorId: '', createdAt: 0, status: '', preview: undefined, trashed: false },
  };
  const rows = [
    { kind: 'item', revision: 0, row: item },
    { kind: 'checkpoint', revision: 0, row: version },
  ] as const;
  const changes = rows.map((row) => ({ row: encodeRow(row), created: true, fields: [], basis: [id] }));
  const { behind, results } = await studio.push(
    { pushId: uuid(), baseRevision: look().watermark, changes },
    never,
  );
  if (behind) return 'behind';
  const refused = results.find(({ index }) => index === 1);
  if (!refused) throw new Violation('apart', `${window.who} has a version of what only another project has`);
  return refused.code ?? '';
}
