import assert from 'node:assert/strict';
import { checkpoint, contentOf, create, edit, item, newCheckpoint, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

interface Page {
  readonly activity: readonly {
    readonly revision: number;
    readonly user: string;
    readonly time: string;
    readonly changes: readonly {
      kind: string;
      item: string;
      name: string;
      fields: Record<string, unknown>;
    }[];
  }[];
  readonly next: number | null;
}

describe('the activity of a project', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let ben: Seat;
  const rock = item({ name: 'rock', status: 'wip' });
  const sea = item({ name: 'sea' });

  beforeEach(async () => {
    const team = await startTeam(folder(), { ben: 'Supervisor' });
    ({ studio, ada } = team);
    ben = team.seats.ben as Seat;
    await ada.push(newItem(rock), newItem(sea));
    studio.pass(3_600_000);
    await ben.push(edit(rock, { status: 'review' }), edit(sea, { description: 'wide' }));
    const content = contentOf(seededBytes(1, 100));
    await ada.upload(content.chunks);
    await ada.push(newCheckpoint(checkpoint(sea.id, content)));
    await ada.push(create({ kind: 'tagging', row: { itemId: rock.id, tag: 'hero', present: true } }));
    studio.pass(3_600_000);
    await ada.push(edit(rock, { status: 'done' }));
  });
  afterEach(() => studio.close());

  const read = async (query: Record<string, string | number> = {}): Promise<Page> => {
    const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    const answer = await ben.person.call('GET', ada.url(`activity?${text}`));
    assert.equal(answer.status, 200, answer.raw.body);
    return answer.raw.json() as Page;
  };
  const told = ({ activity }: Page) =>
    activity.map(({ user, changes }) => [
      user,
      ...changes.map(({ name, fields }) => `${name} ${Object.keys(fields).sort().join()}`),
    ]);

  it('answers who changed this status, from and to what, and when', async () => {
    const { activity } = await read({ item: rock.id, field: 'status' });
    assert.deepEqual(
      activity.map(({ user, changes }) => [user, changes.map(({ fields }) => fields.status)]),
      [
        ['ada', [['review', 'done']]],
        ['ben', [['wip', 'review']]],
        ['ada', [[null, 'wip']]],
      ],
    );
    assert.ok(
      activity.every(({ changes }) =>
        changes.every(({ item: id, name }) => id === rock.id && name === 'rock'),
      ),
    );
  });

  it('is found by item with all that is about it, by field, by account and by time', async () => {
    assert.deepEqual(
      told(await read({ item: sea.id })).map((one) => one.length),
      [2, 2, 2],
    );
    assert.deepEqual(told(await read({ field: 'description' })).slice(0, 1), [['ben', 'sea description']]);
    assert.deepEqual(told(await read({ user: 'ben' })), [['ben', 'rock status', 'sea description']]);
    assert.deepEqual(told(await read({ user: ben.person.id })), told(await read({ user: 'ben' })));
    const all = await read({ about: 'work' });
    const since = all.activity.at(-2)?.time ?? '';
    const until = all.activity[0]?.time ?? '';
    assert.equal((await read({ since, until, about: 'work' })).activity.length, 3);
    assert.equal((await read({ since: until })).activity.length, 1);
  });

  it('comes page by page, each record once, also where most do not match', async () => {
    for (const query of [{}, { field: 'status' }, { item: rock.id }, { item: rock.id, field: 'status' }]) {
      const whole = await read(query);
      assert.equal(whole.next, null);
      const revisions: number[] = [];
      for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null; ) {
        const page: Page = await read({ ...query, limit: 1, before });
        revisions.push(...page.activity.map(({ revision }) => revision));
        before = page.next;
      }
      assert.deepEqual(
        revisions,
        whole.activity.map(({ revision }) => revision),
      );
    }
  });

  it('refuses questions that are none', async () => {
    for (const query of ['field=password', 'since=yesterday', 'limit=0', 'before=-1', 'limit=1000'])
      assert.equal((await ben.person.call('GET', ada.url(`activity?${query}`))).code, 'bad-request', query);
  });
});
