/** Names of objects. Ids come from the wire: only their exact forms become keys, and nothing else in a bucket is the studio's. */
import type { Hash, Id } from '../../../engine/domain/rows.ts';

const HASH = /^[0-9a-f]{64}$/u;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

export function requireProject(id: Id): Id {
  if (!UUID.test(id)) throw new RangeError('not a project id');
  return id;
}

export function requireHash(hash: Hash): Hash {
  if (!HASH.test(hash)) throw new RangeError('not a hash');
  return hash;
}

export const projectKeys = (prefix: string, project: Id): string => `${prefix}/${requireProject(project)}/`;

export const objectKey = (prefix: string, project: Id, object: Id): string =>
  projectKeys(prefix, project) + requireProject(object);

/** The object of a key of the project; undefined for what the studio did not name. */
export function objectOfKey(prefix: string, project: Id, key: string): Id | undefined {
  const start = projectKeys(prefix, project);
  const rest = key.slice(start.length);
  return key.startsWith(start) && UUID.test(rest) ? rest : undefined;
}
