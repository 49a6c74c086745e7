/** A real studio on a temporary folder, and people who talk to it without sockets, over its own interface. */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { v7 as uuid } from 'uuid';
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Checkpoint, Item, Row } from '../../engine/domain/rows.ts';
import { decodeRow, hashToBytes } from '../../engine/domain/wire.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { FRAMES_TYPE, MESSAGE_TYPE, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { issueSetupToken } from '../../server/accounts/setup.ts';
import { buildApp } from '../../server/app.ts';
import { readConfig, type StudioOptions } from '../../server/config.ts';
import { openStudio, type Studio } from '../../server/studio.ts';
import { type Content, checkpoint, item, newCheckpoint, newItem } from './changes.ts';
import { frameOf, readFrames } from './frames.ts';
import { type Described, describeAnswers } from './openapi.ts';
import { quickPasswords } from './passwords.ts';
import { freshDatabase, onPostgres } from './postgres.ts';

export const PASSWORD = 'correct horse battery';

/** Where a studio of a test has its metadata: one folder, one database. */
export const databaseFor = async (data: string): Promise<StudioOptions> =>
  onPostgres() ? { database: await freshDatabase(data) } : {};

export class TestStudio {
  readonly studio: Studio;
  readonly app: FastifyInstance;
  /** Every answer is held against it. */
  readonly described: Described;
  readonly #clock: { now: number };

  private constructor(studio: Studio, app: FastifyInstance, described: Described, clock: { now: number }) {
    this.studio = studio;
    this.app = app;
    this.described = described;
    this.#clock = clock;
  }

  static async open(data: string, options: StudioOptions = {}): Promise<TestStudio> {
    const clock = { now: Date.UTC(2026, 0, 5) };
    const database = await databaseFor(data);
    const config = readConfig({ env: {}, options: { ...database, ...options, data } });
    const studio = await openStudio(config, () => clock.now, false, quickPasswords());
    const app = buildApp({ studio, version: 'test' });
    return new TestStudio(studio, app, await describeAnswers(app), clock);
  }

  pass(ms: number): void {
    this.#clock.now += ms;
  }

  /** Sets the studio up with its first administrator. */
  async setUp(name: string): Promise<Person> {
    const setupToken = await issueSetupToken(this.studio.metadata);
    const payload = { setupToken, name, password: PASSWORD };
    const response = await this.app.inject({ method: 'POST', url: '/v1/setup', payload });
    return new Person(this.app, response.json());
  }

  async signIn(name: string, password = PASSWORD): Promise<Person> {
    const payload = { name, password, device: 'test' };
    const response = await this.app.inject({ method: 'POST', url: '/v1/login', payload });
    if (response.statusCode !== 200) throw new Error(response.body);
    return new Person(this.app, response.json());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.studio.close();
  }
}

interface Answer {
  readonly status: number;
  /** The error's code, or undefined. */
  readonly code: string | undefined;
  readonly raw: LightMyRequestResponse;
}

export class Person {
  readonly id: string;
  readonly name: string;
  token: string;
  readonly #app: FastifyInstance;

  constructor(app: FastifyInstance, session: { token: string; user: { id: string; name: string } }) {
    this.#app = app;
    this.token = session.token;
    this.id = session.user.id;
    this.name = session.user.name;
  }

  async call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
  ): Promise<Answer> {
    return this.send({ method, url, ...(payload ? { payload } : {}) });
  }

  async send(options: InjectOptions): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      'cairn-protocol': String(PROTOCOL_VERSION),
      ...options.headers,
    };
    const raw = await this.#app.inject({ ...options, headers });
    const json = String(raw.headers['content-type'] ?? '').includes('json');
    const body = json ? (raw.json() as { error?: { code: string } }) : {};
    return { status: raw.statusCode, code: body.error?.code, raw };
  }

  message(url: string, payload: Uint8Array): Promise<Answer> {
    return this.send({
      method: 'POST',
      url,
      payload: Buffer.from(payload),
      headers: { 'content-type': MESSAGE_TYPE },
    });
  }

  frames(url: string, frames: readonly Uint8Array[]): Promise<Answer> {
    const headers = { 'content-type': FRAMES_TYPE };
    return this.send({ method: 'POST', url, payload: Buffer.concat(frames), headers });
  }

  async createProject(name: string): Promise<Seat> {
    const id = uuid();
    const answer = await this.call('POST', '/v1/projects', { id, name });
    if (answer.status !== 200) throw new Error(answer.raw.body);
    return new Seat(this, id);
  }

  /** Takes another in, with a role, and answers their seat. */
  async invite(person: Person, seat: Seat, role: string): Promise<Seat> {
    const url = `/v1/projects/${seat.project}/members/${encodeURIComponent(person.name)}`;
    const answer = await this.call('PUT', url, { role });
    if (answer.status !== 204) throw new Error(answer.raw.body);
    return new Seat(person, seat.project);
  }
}

export interface Pushed {
  readonly behind: boolean;
  readonly head: number;
  readonly rows: readonly Row[];
  /** Codes by place in the request; accepted changes are left out. */
  readonly rejected: Readonly<Record<number, string>>;
  /** What was said of each that was not simply accepted. */
  readonly messages: readonly string[];
}

/** A member at work in one project. */
export class Seat {
  readonly person: Person;
  readonly project: string;

  constructor(person: Person, project: string) {
    this.person = person;
    this.project = project;
  }

  url(path: string): string {
    return `/v1/projects/${this.project}/${path}`;
  }

  async head(): Promise<number> {
    return (await this.pull(Number.MAX_SAFE_INTEGER)).head;
  }

  async pushRaw(request: cairn.v1.IPushRequest): Promise<Answer> {
    return this.person.message(this.url('push'), cairn.v1.PushRequest.encode(request).finish());
  }

  /** Pushes on top of the head. */
  async push(...changes: cairn.v1.IChange[]): Promise<Pushed> {
    return this.pushAt(await this.head(), uuid(), changes);
  }

  async pushAt(baseRevision: number, pushId: string, changes: cairn.v1.IChange[]): Promise<Pushed> {
    const answer = await this.pushRaw({ pushId, baseRevision, changes });
    if (answer.status !== 200) throw new Error(answer.raw.body);
    const response = cairn.v1.PushResponse.decode(answer.raw.rawPayload);
    return {
      behind: response.behind,
      head: response.head,
      rows: response.rows.map(decodeRow),
      rejected: Object.fromEntries(response.results.map(({ index, code }) => [index ?? 0, code ?? ''])),
      messages: response.results.map(({ message }) => message ?? ''),
    };
  }

  /** Everything above `since`, page by page. */
  async pull(since = 0): Promise<{ rows: Row[]; head: number; pages: number }> {
    const rows: Row[] = [];
    let cursor = '';
    for (let pages = 1; ; pages++) {
      const url = this.url(`changes?since=${since}&cursor=${cursor}`);
      const answer = await this.person.call('GET', url);
      if (answer.status !== 200) throw new Error(answer.raw.body);
      const page = cairn.v1.PullPage.decode(answer.raw.rawPayload);
      rows.push(...page.rows.map(decodeRow));
      cursor = page.cursor;
      if (!page.more) return { rows, head: page.head, pages };
    }
  }

  async items(): Promise<Map<string, Item>> {
    const { rows } = await this.pull();
    return new Map(rows.flatMap((row) => (row.kind === 'item' ? [[row.row.id, row.row] as const] : [])));
  }

  async history(assetId: string): Promise<Checkpoint[]> {
    const { rows } = await this.pull();
    const found = rows.flatMap((row) =>
      row.kind === 'checkpoint' && row.row.assetId === assetId ? [row.row] : [],
    );
    return found.sort((a, b) => a.version - b.version);
  }

  async upload(chunks: readonly StoredChunk[]): Promise<cairn.v1.UploadResponse> {
    const answer = await this.person.frames(this.url('chunks'), chunks.map(frameOf));
    if (answer.status !== 200) throw new Error(answer.raw.body);
    return cairn.v1.UploadResponse.decode(answer.raw.rawPayload);
  }

  async missing(hashes: readonly string[], basis: string[] = []): Promise<string[]> {
    const request = { hashes: hashes.map(hashToBytes), basis };
    const answer = await this.person.message(
      this.url('chunks/missing'),
      cairn.v1.MissingRequest.encode(request).finish(),
    );
    if (answer.status !== 200) throw new Error(answer.raw.body);
    const response = cairn.v1.MissingResponse.decode(answer.raw.rawPayload);
    return response.hashes.map((hash) => Buffer.from(hash).toString('hex'));
  }

  async fetch(
    checkpointId: string,
    hashes: readonly string[],
    more: Pick<cairn.v1.IFetchRequest, 'held' | 'deltas' | 'parts'> = {},
  ): Promise<cairn.v1.ChunkFrame[] | number> {
    const request = { checkpointId, hashes: hashes.map(hashToBytes), ...more };
    const answer = await this.person.message(
      this.url('chunks/fetch'),
      cairn.v1.FetchRequest.encode(request).finish(),
    );
    if (answer.status !== 200) return answer.status;
    const frames: cairn.v1.ChunkFrame[] = [];
    const body = async function* () {
      yield answer.raw.rawPayload;
    };
    for await (const frame of readFrames(body())) frames.push(frame);
    return frames;
  }

  /** An asset with one checkpoint of `content`, sent and pushed. */
  async asset(
    name: string,
    content: Content,
    fields: Partial<Item> = {},
  ): Promise<{ item: Item; checkpoint: Checkpoint }> {
    await this.upload(content.chunks);
    const row = item({ name, ...fields });
    const version = checkpoint(row.id, content);
    const pushed = await this.push(newItem(row), newCheckpoint(version));
    if (Object.keys(pushed.rejected).length > 0) throw new Error(JSON.stringify(pushed.rejected));
    return { item: row, checkpoint: version };
  }
}

/** A studio with an administrator `ada`, her project, and the others with their roles. */
export async function startTeam(
  data: string,
  roles: Readonly<Record<string, string>>,
  options: StudioOptions = {},
): Promise<{ studio: TestStudio; ada: Seat; seats: Readonly<Record<string, Seat>> }> {
  const studio = await TestStudio.open(data, options);
  const admin = await studio.setUp('ada');
  const ada = await admin.createProject('feature');
  const seats: Record<string, Seat> = {};
  for (const [name, role] of Object.entries(roles)) {
    await admin.call('POST', '/v1/users', { name, password: PASSWORD });
    const person = await studio.signIn(name);
    seats[name] = role === '' ? new Seat(person, ada.project) : await admin.invite(person, ada, role);
  }
  return { studio, ada, seats };
}
