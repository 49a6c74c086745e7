/** What the Source Control view calls a command with, as what the commands of the tree take. Pure. */

interface Row {
  readonly resourceUri: unknown;
}

const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && key in value;

const isRow = (value: unknown): value is Row => has(value, 'resourceUri') && !has(value, 'collapsibleState');

/** Rows come as one argument each, a group as itself; anything else is left as it is. */
export function fromSourceControl(args: readonly unknown[]): readonly unknown[] {
  const rows = args.flatMap((arg) => {
    if (isRow(arg)) return [arg];
    return has(arg, 'resourceStates') && Array.isArray(arg.resourceStates)
      ? (arg.resourceStates as unknown[]).filter(isRow)
      : [];
  });
  if (rows.length === 0) return args;
  const uris = rows.map((row) => row.resourceUri);
  return [uris[0], uris];
}
