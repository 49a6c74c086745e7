/** Signing in with the browser, from the command line. */
import assert from 'node:assert/strict';
import { browse } from '../../support/browse.ts';
import { type CliMember, CliWorld } from '../../support/cliWorld.ts';
import { CLIENT, RealProvider } from '../../support/openid.ts';

describe('cairn login --sso', function () {
  this.timeout(120_000);
  let world: CliWorld;
  let provider: RealProvider;

  before(async () => {
    world = new CliWorld();
    await world.startStudio();
    await world.stopStudio();
    provider = await RealProvider.open(`${world.url}/v1/sso/callback`);
    await world.startStudio({
      CAIRN_STUDIO_PUBLIC_URL: world.url,
      CAIRN_STUDIO_SSO_ISSUER: provider.url,
      CAIRN_STUDIO_SSO_CLIENT_ID: CLIENT.id,
      CAIRN_STUDIO_SSO_CLIENT_SECRET: CLIENT.secret,
      CAIRN_STUDIO_SSO_REGISTER: 'true',
    });
  });
  after(async () => {
    await provider.close();
    await world.end();
  });

  /** Starts it, and goes with the browser where it says. */
  const begin = async (member: CliMember, ...more: string[]) => {
    const started = member.start(['login', world.url, '--sso', ...more], {
      env: { BROWSER: '' },
      talks: true,
    });
    const [, url = ''] = (await started.seen(/"signIn":\{"url":"([^"]+)"/u)) ?? [];
    return { started, url };
  };

  it('ends in a session like any other', async () => {
    const anna = world.stranger('anna');
    const { started, url } = await begin(anna);
    const page = await browse(url, 'http://127.0.0.1:', world.url, provider.url);
    assert.match(await (await fetch(page)).text(), /Signed in/u);
    assert.equal((await started.result).code, 0);
    const me = await anna.cairn<{ user: string }>(['whoami', world.url]);
    assert.equal(me.user, 'Anna');
    await anna.cairn(['logout', world.url]);
  });

  it('takes the code from whoever brings it, and links an account that is there', async () => {
    const ben = world.stranger('ben');
    await ben.cairn(['studio', 'user', 'add', 'ben', '--data', world.studioData]);
    await ben.cairn(['login', world.url, '--user', 'ben']);
    provider.person = { subject: 'sub-ben', name: 'Somebody' };
    const linking = await begin(ben, '--link', '--paste');
    const shown = await browse(linking.url, `${world.url}/v1/sso/callback`);
    const code = /<code>([\w-]+)<\/code>/u.exec(await (await fetch(shown)).text())?.[1] ?? '';
    linking.started.write(`${code}\n`);
    assert.equal((await linking.started.result).code, 0);
    await ben.cairn(['logout', world.url]);
    const again = await begin(ben);
    await fetch(await browse(again.url, 'http://127.0.0.1:', world.url, provider.url));
    assert.equal((await again.started.result).code, 0);
    assert.equal((await ben.cairn<{ user: string }>(['whoami', world.url])).user, 'ben');
  });

  it('that is cancelled has begun nothing, and says so', async function () {
    if (process.platform === 'win32') this.skip();
    const { started } = await begin(world.stranger('dora'));
    started.kill('SIGINT');
    const { code, stdout } = await started.result;
    const { error } = JSON.parse(stdout.toString()) as { error: { code: string; details: unknown } };
    assert.deepEqual([code, error.code, error.details], [130, 'cancelled', { begun: false }]);
  });

  it('asks for one way or the other', async () => {
    await world.stranger('cem').refused(['login', world.url], 2, 'usage');
  });
});
