/** Addresses of studios and of projects on them. One spelling per studio, because sessions are kept by address. */

import { CairnError } from '../errors.ts';
import { type Said, said } from './said.ts';

const refuse = (text: string, problem: Said): never => {
  throw new CairnError('usage', said`"${text}" is not a studio address: ${problem}.`, { url: text });
};

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/u;

/** Whether an address leads to this machine, by the host of its URL. */
export const isLoopback = ({ hostname }: Pick<URL, 'hostname'>): boolean => LOOPBACK.test(hostname);

/**
 * The one spelling of a studio's address: scheme and host in lower case, no default port, no slash at the end.
 * @throws {CairnError} `usage` where it is no http(s) address, or carries a password, query or fragment.
 */
export function normaliseStudioUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    if (/^\s*https?:/iu.test(text))
      return refuse(text, said`behind http:// or https:// it needs a host, and perhaps a port up to 65535`);
    return refuse(text, said`it must begin with http:// or https://`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refuse(text, said`it must begin with http:// or https://`);
  if (url.username || url.password)
    return refuse(text, said`sign in with a name and a password apart from it`);
  if (url.search || url.hash) return refuse(text, said`it cannot hold ? or #`);
  return `${url.origin}${url.pathname.replace(/\/+$/u, '')}`;
}

/** What {@link parseProjectUrl} splits again, whatever the project is called. */
export const projectUrl = (studio: string, project: string): string =>
  `${studio}/${encodeURIComponent(project)}`;

/** Splits `URL/PROJECT`; the project is a name or an id. @throws {CairnError} `usage` */
export function parseProjectUrl(text: string): { readonly studio: string; readonly project: string } {
  const whole = normaliseStudioUrl(text);
  const slash = whole.lastIndexOf('/');
  const studio = whole.slice(0, slash);
  if (studio.endsWith('/')) return refuse(text, said`the project is missing (URL/PROJECT)`);
  let project: string;
  try {
    project = decodeURIComponent(whole.slice(slash + 1));
  } catch {
    return refuse(text, said`the project name is not spelled right`);
  }
  return { studio: normaliseStudioUrl(studio), project };
}
