/** Paths that may have changed, gathered until somebody looks. */

/** Beyond this, looking at everything is no dearer. */
const MOST = 1_000;

export class Hints {
  private paths: Set<string> | null = new Set();

  /** Undefined: anything may have changed. */
  add(paths: readonly string[] | undefined): void {
    if (this.paths === null) return;
    for (const path of paths ?? []) this.paths.add(path);
    if (paths === undefined || this.paths.size > MOST) this.paths = null;
  }

  /** What was gathered since the last call; undefined: anything may have changed. */
  take(): readonly string[] | undefined {
    const paths = this.paths;
    this.paths = new Set();
    return paths === null ? undefined : [...paths];
  }
}
