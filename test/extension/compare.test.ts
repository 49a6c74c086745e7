import assert from 'node:assert/strict';
import type { CheckpointView } from '../../engine/api.ts';
import { compareKind, isPageImage, looksLikeText } from '../../extension/compare/kinds.ts';
import { Pictures } from '../../extension/history/pictures.ts';
import { MAX_PREVIEW_BYTES } from '../../proto/limits.ts';

const text = Buffer.from('print("hello")\n');
const binary = Buffer.from([0x42, 0, 1, 2]);

describe('how two versions are compared', () => {
  it('is by looking at images, by reading text, and by previews where there is nothing else', () => {
    assert.equal(compareKind('a/rock.PNG', [binary, binary], false), 'image');
    assert.equal(compareKind('rig.ma', [text, text], true), 'text');
    assert.equal(compareKind('icon.svg', [text, text], false), 'text');
    assert.equal(compareKind('scene.blend', [binary, binary], true), 'preview');
    assert.equal(compareKind('scene.blend', [text, binary], false), 'none');
    assert.equal(isPageImage('scene.psd'), false);
  });

  it('takes UTF-16 for text, and nothing for text too', () => {
    assert.equal(looksLikeText(Buffer.from('\ufeffwords', 'utf16le')), true);
    assert.equal(looksLikeText(Buffer.alloc(0)), true);
  });
});

describe('the pictures of the History view', () => {
  const node = (id: string, size: number, asked: string[]) => ({
    project: {
      api: async () => ({
        preview: async (checkpointId: string) => {
          asked.push(checkpointId);
          return id === 'gone' ? null : { mediaType: 'image/png', data: new Uint8Array(size) };
        },
      }),
    },
    checkpoint: { id, preview: { hash: `hash of ${id}`, mediaType: 'image/png' } } as CheckpointView,
  });

  type Row = ReturnType<typeof node>;

  it('are asked for once, and are none where there is none or it is too large', async () => {
    const pictures = new Pictures();
    const asked: string[] = [];
    const [one, gone, most, large] = [
      node('one', 3, asked),
      node('gone', 3, asked),
      node('most', MAX_PREVIEW_BYTES, asked),
      node('large', 2 * MAX_PREVIEW_BYTES, asked),
    ];
    await pictures.load([one, gone, most, large]);
    await pictures.load([one, large]);
    assert.deepEqual(asked, ['one', 'gone', 'most', 'large']);
    assert.ok(pictures.of(most)?.startsWith('data:image/png;base64,'));
    assert.equal(pictures.of(one), 'data:image/png;base64,AAAA');
    assert.equal(pictures.of(gone), undefined);
    assert.equal(pictures.of(large), undefined);
  });

  it('are told of one by one as they arrive, only where there was none before', async () => {
    const pictures = new Pictures();
    const rows = ['one', 'gone', 'slow'].map((id) => node(id, 3, []));
    const waiting = Promise.withResolvers<void>();
    const [one, gone, slow] = rows as [Row, Row, Row];
    const { api } = slow.project;
    slow.project.api = () => waiting.promise.then(api);
    const told: string[] = [];
    const first = Promise.withResolvers<void>();
    const arrived = ({ checkpoint: { id } }: Row): void => {
      told.push(id);
      first.resolve();
    };
    const loaded = pictures.load(rows, arrived);
    await first.promise;
    assert.deepEqual(told, ['one']);
    waiting.resolve();
    await loaded;
    await pictures.load([one, gone, slow], arrived);
    assert.deepEqual(told, ['one', 'slow']);
  });

  it('are forgotten, the oldest first, when there are too many', async () => {
    const pictures = new Pictures();
    const nodes = Array.from({ length: 80 }, (_, index) => node(`n${index}`, 200_000, []));
    for (const each of nodes) await pictures.load([each]);
    assert.equal(pictures.of(nodes[0] as (typeof nodes)[0]), undefined);
    assert.ok(pictures.of(nodes[79] as (typeof nodes)[0]));
  });

  it('stay while they are looked at, and count once where many rows have the same', async () => {
    const pictures = new Pictures();
    const first = node('first', 200_000, []);
    await pictures.load(Array.from({ length: 80 }, () => first));
    assert.ok(pictures.of(first));
    for (let index = 0; index < 80; index++) await pictures.load([node(`n${index}`, 200_000, []), first]);
    assert.ok(pictures.of(first));
  });
});
