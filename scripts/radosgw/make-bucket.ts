/** Makes a bucket: `ENDPOINT=… ACCESS=… SECRET=… node scripts/radosgw/make-bucket.ts NAME`. */
import { AwsClient } from 'aws4fetch';

const { ENDPOINT = '', ACCESS = '', SECRET = '' } = process.env;
const [name = ''] = process.argv.slice(2);
const client = new AwsClient({
  accessKeyId: ACCESS,
  secretAccessKey: SECRET,
  service: 's3',
  region: 'us-east-1',
});
const answer = await client.fetch(`${ENDPOINT}/${name}`, { method: 'PUT' });
if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
