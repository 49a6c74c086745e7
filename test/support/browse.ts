/** A browser, as far as redirects and cookies go. */

/** Follows redirects with cookies, until they lead to an address that begins with `until` and with none of `except`. */
export async function browse(from: string, until: string, ...except: readonly string[]): Promise<string> {
  const jar = new Map<string, string>();
  let url = from;
  for (let hops = 0; hops < 20; hops++) {
    if (url.startsWith(until) && !except.some((prefix) => url.startsWith(prefix))) return url;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(set) ?? [];
      jar.set(name, value);
    }
    const to = answer.headers.get('location');
    if (to === null) throw new Error(`${url} answered ${answer.status} ${await answer.text()}`);
    url = new URL(to, url).href;
  }
  throw new Error('too many redirects');
}
