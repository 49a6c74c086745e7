/** More members than a studio can serve at a time, each with the engine that people use, over real sockets. */
import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { FRAMES_TYPE, PROTOCOL_VERSION } from '../../proto/limits.ts';
import { contentOf } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { frameOf } from '../support/frames.ts';
import { StudioWorld, type TestMember } from '../support/studio-world.ts';

const NAMES = ['ben', 'cleo', 'dan', 'eve'];

/** What undici says when the head of an answer has come. */
interface Came {
  readonly request: { readonly headers: readonly string[] };
  readonly response: { readonly statusCode: number; readonly headers: readonly Uint8Array[] };
}

describe('more members than a studio serves at a time', () => {
  let world: StudioWorld;
  let ann: TestMember;
  let uploads: ClientRequest[];
  /** Answers 503 as they came to members, by the token they asked with, and what was said of when to come back. */
  let refused: { readonly token: string; readonly retryAfter: string | undefined }[];
  let answers: EventEmitter;
  const hear = (message: unknown) => {
    const { request: asked, response } = message as Came;
    const sent = asked.headers.indexOf('authorization');
    const head = response.headers.map((part) => Buffer.from(part).toString());
    const at = head.findIndex((name) => name.toLowerCase() === 'retry-after');
    const token = String(asked.headers[sent + 1]).replace('Bearer ', '');
    if (response.statusCode === 503) refused.push({ token, retryAfter: at < 0 ? undefined : head[at + 1] });
    answers.emit('answer');
  };
  beforeEach(async () => {
    world = await StudioWorld.create(undefined, { maxRequests: 2 });
    uploads = [];
    refused = [];
    ann = await world.project(
      'ann',
      [...NAMES, 'slow1', 'slow2'].map((name) => [name, 'Artist']),
    );
    await ann.project.mkdir('lib', true);
    await ann.track('lib/rock.bin', seededBytes(1, 3_000_000));
    await ann.sync();
    answers = new EventEmitter();
    channel('undici:request:headers').subscribe(hear);
  });
  afterEach(async () => {
    channel('undici:request:headers').unsubscribe(hear);
    for (const upload of uploads) upload.destroy();
    await world.dispose();
  });

  /** Is in work until it is destroyed. */
  const holdOne = async (name: string) => {
    const { id } = await ann.project.info();
    const came = once(world.app.server, 'request');
    const headers = {
      authorization: `Bearer ${world.token(name)}`,
      'cairn-protocol': String(PROTOCOL_VERSION),
      'content-type': FRAMES_TYPE,
    };
    const upload = request(`${world.url}/v1/projects/${id}/chunks`, { method: 'POST', headers });
    upload.on('error', () => {});
    uploads.push(upload);
    upload.write(frameOf(contentOf(seededBytes(9, 1_000)).chunks[0]!));
    await came;
  };

  it('are told when to come back, do so, and finish; nothing is lost', async () => {
    const members: TestMember[] = [];
    for (const name of NAMES) {
      const member = await world.join(name);
      await member.track(`lib/${name}.bin`, seededBytes(name.length * 100 + members.length, 300_000));
      members.push(member);
    }
    await ann.track('lib/later.bin', seededBytes(2, 3_000_000));
    await ann.sync();
    refused = [];
    await holdOne('slow1');
    await holdOne('slow2');
    const turnedAway = () => new Set(refused.map(({ token }) => token)).size;
    const syncing = Promise.all(members.map((member) => member.sync()));
    while (turnedAway() < NAMES.length) await once(answers, 'answer');
    for (const upload of uploads) upload.destroy();
    await syncing;
    for (const { retryAfter } of refused) assert.equal(retryAfter, '1');
    for (const member of [ann, ...members]) await member.sync();
    const expected = ['lib/later.bin', 'lib/rock.bin', ...NAMES.map((name) => `lib/${name}.bin`)].sort();
    for (const member of [ann, ...members]) {
      const { assets } = await member.project.status();
      assert.deepEqual(
        assets
          .filter(({ kind }) => kind === 'asset')
          .map(({ path }) => path)
          .sort(),
        expected,
      );
      assert.deepEqual((await member.project.verify(false)).problems, []);
      assert.ok(
        assets.every(({ state }) => state !== 'metadata-only'),
        member.name,
      );
    }
  }).timeout(60_000);
});
