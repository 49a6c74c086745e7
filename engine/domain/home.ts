/** `/…`, `C:\…` or `\\…`. */
const WHOLE = /^(?:\/|[a-z]:[/\\]|\\\\)/iu;

/**
 * The user's own folder. Undefined where there is none: services, containers and farms run programs without HOME, or with an empty
 * one, and what is kept there must not come to lie in whatever folder they are started in.
 * @param find `homedir` of node:os, which throws or answers '' then
 */
export function homeFolder(find: () => string): string | undefined {
  try {
    const home = find();
    return WHOLE.test(home) ? home : undefined;
  } catch {
    return undefined;
  }
}
