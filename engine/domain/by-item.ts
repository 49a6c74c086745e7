/** Changes as people look at them: by what they are about. */

export interface ItemChanges {
  readonly path: string;
  /** Each kind of row once, with how many of it there are. */
  readonly kinds: readonly (readonly [kind: string, count: number])[];
}

/** Items and kinds in the order in which they come first. */
export function changesByItem(
  changes: readonly { readonly path: string; readonly kind: string }[],
): ItemChanges[] {
  return [...Map.groupBy(changes, ({ path }) => path)].map(([path, rows]) => ({
    path,
    kinds: [...Map.groupBy(rows, ({ kind }) => kind)].map(([kind, { length }]) => [kind, length] as const),
  }));
}
