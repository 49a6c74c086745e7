import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCESS } from '../../server/access/table.ts';
import type { Document } from '../support/openapi.ts';
import { TestStudio } from '../support/studio.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

describe('the OpenAPI document', () => {
  let folder: string;
  let studio: TestStudio;
  let document: Document;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-openapi-'));
    studio = await TestStudio.open(folder);
    document = (await studio.app.inject({ method: 'GET', url: '/v1/openapi.json' })).json();
  });
  after(async () => {
    await studio.close();
    rmSync(folder, { recursive: true });
  });

  it('describes every call of the table, and no others', () => {
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/gu, ':$1')}`,
      ),
    );
    assert.deepEqual(described.toSorted(), Object.keys(ACCESS).toSorted());
  });

  it('refers to nothing that it does not hold, and every id of an operation is one', () => {
    const text = JSON.stringify(document);
    const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/gu)].map(([, name]) => name);
    assert.ok(named.length > 10);
    for (const name of named) assert.ok(document.components.schemas[name ?? ''], name);
    const ids = [...text.matchAll(/"operationId":"([^"]+)"/gu)].map(([, id]) => id);
    assert.equal(new Set(ids).size, Object.keys(ACCESS).length);
  });

  it('is the one in docs (npm run docs writes it)', () => {
    const { info, ...rest } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Document & { info: object };
    const { info: now, ...live } = document as Document & { info: object };
    assert.deepEqual(rest, live);
    assert.deepEqual({ ...info, version: '' }, { ...now, version: '' });
  });
});
