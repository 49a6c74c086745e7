import assert from 'node:assert/strict';
import { AwsV4Signer } from 'aws4fetch';
import { Signer } from '../../server/chunks/s3/sign.ts';

/** What another program makes of the same. */
const other = (url: string, options: object) =>
  new AwsV4Signer({
    ...{ url, accessKeyId: 'AK', secretAccessKey: 's/e+c=ret', region: 'eu-west-1', service: 's3' },
    ...{ allHeaders: true, datetime: '20260105T120000Z', ...options },
  }).sign();

describe('signatures of S3', () => {
  const keys = { accessKey: 'AK', secret: 's/e+c=ret', region: 'eu-west-1' };
  const signer = new Signer(keys, () => Date.UTC(2026, 0, 5, 12));
  const hash = { 'x-amz-content-sha256': 'ab'.repeat(32) };

  it('are those of another implementation, in addresses', async () => {
    const cases: [string, Record<string, string>][] = [
      ['https://s3.example.com/art/cairn/a-b/c', { range: 'bytes=0-9' }],
      ['http://127.0.0.1:9000/art/x', { ...hash, 'content-length': '12' }],
      ['http://host/b/with space/and~(odd)!', {}],
    ];
    for (const [url, headers] of cases) {
      const theirs = await other(`${url}?X-Amz-Expires=300`, { method: 'PUT', headers, signQuery: true });
      const ours = signer.address('PUT', new URL(url), headers, 300);
      const signature = (text: string) => new URL(text).searchParams.get('X-Amz-Signature');
      assert.equal(signature(ours), signature(theirs.url.toString()), url);
    }
  });

  it('are those of another implementation, in headers', async () => {
    const url = 'http://127.0.0.1:9000/art/?list-type=2&prefix=a%2Fb&continuation-token=x%2By%3D';
    const theirs = await other(url, { method: 'GET', headers: hash });
    assert.equal(
      signer.headers('GET', new URL(url), hash).authorization,
      theirs.headers.get('authorization'),
    );
  });
});
