import assert from 'node:assert/strict';
import { buildApp } from '../../server/app.ts';
import { TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const TOKEN = 'what-prometheus-shows';

describe('metrics', () => {
  const folder = useTempFolder();
  const read = (studio: TestStudio, token: string) =>
    studio.app.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } });

  it('are there only for who has the token of the configuration', async () => {
    const open = await TestStudio.open(`${folder()}/a`);
    const ada = await open.setUp('ada');
    assert.equal((await ada.call('GET', '/metrics')).code, 'not-found');
    await open.close();
    const studio = await TestStudio.open(`${folder()}/b`, { metricsToken: TOKEN });
    try {
      const bob = await studio.setUp('bob');
      assert.equal((await bob.call('GET', '/metrics')).code, 'forbidden');
      assert.equal((await read(studio, TOKEN)).statusCode, 200);
    } finally {
      await studio.close();
    }
  });

  it('count calls by their pattern, with times and bytes, over a real socket', async () => {
    const studio = await TestStudio.open(folder(), { metricsToken: TOKEN });
    try {
      const ada = await studio.setUp('ada');
      const app = buildApp({ studio: studio.studio, version: 'test' });
      const url = await app.listen({ port: 0 });
      const get = (path: string, token: string) =>
        fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
      for (const path of ['/v1/me', '/v1/projects/a', '/v1/projects/b', '/made/up', '/made/up/too'])
        await (await get(path, ada.token)).arrayBuffer();
      const text = await (await get('/metrics', TOKEN)).text();
      await app.close();
      const value = (series: string): number => {
        const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
        assert.ok(line, `${series} is missing in\n${text.slice(-3000)}`);
        return Number(line.slice(series.length));
      };
      assert.equal(value('cairn_request_seconds_count{call="GET /v1/me",status="200"}'), 1);
      assert.equal(value('cairn_request_seconds_count{call="GET /v1/projects/:project",status="404"}'), 2);
      assert.equal(value('cairn_request_seconds_count{call="none",status="404"}'), 2);
      assert.ok(value('cairn_body_bytes_total{call="GET /v1/me",direction="out"}') > 50);
      assert.equal(value('cairn_requests_in_work'), 1, 'the one that reads them');
      assert.ok(value('process_cpu_seconds_total') > 0);
      assert.ok(!text.includes(ada.token));
    } finally {
      await studio.close();
    }
  });
});
