/** What the generators make: a file that can be edited as an artist would, and written whole, as applications save. */
export interface Asset {
  /** Path in the project, with `/`. */
  readonly path: string;
  /** One working session's change. */
  edit(): void;
  /** The whole file, in order. Called once for each save; addresses in it may differ each time. */
  parts(): Iterable<Uint8Array>;
}
