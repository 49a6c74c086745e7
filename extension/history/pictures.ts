/** Previews of checkpoints as addresses that hold the picture; kept for those that were looked at last. */
import type { CheckpointView, ProjectApi } from '../../engine/api.ts';

/** What is kept at most, and how much of it one preview may be, in characters: all that a checkpoint may have, which is a megabyte. */
const MOST_KEPT = 16_000_000;
const LARGEST = 1_500_000;

interface Pictured {
  readonly project: { api(): Promise<Pick<ProjectApi, 'preview'>> };
  readonly checkpoint: Pick<CheckpointView, 'id' | 'preview'>;
}

export class Pictures {
  /** By the preview's hash, the one used last at the end; '' where there is none to be had. */
  private readonly known = new Map<string, string>();
  private total = 0;

  /** The picture's address, if it was loaded. */
  of({ checkpoint: { preview } }: Pictured): string | undefined {
    return (preview && this.known.get(preview.hash)) || undefined;
  }

  /**
   * Gets what is not here yet; what cannot be had is left out.
   * @param arrived told of each node that has a picture now and had none before, as soon as it has
   */
  async load<T extends Pictured>(nodes: readonly T[], arrived?: (node: T) => void): Promise<void> {
    await Promise.all(
      nodes.map(async (node) => {
        const before = this.of(node);
        await this.loadOne(node);
        if (before === undefined && this.of(node) !== undefined) arrived?.(node);
      }),
    );
  }

  private async loadOne({ project, checkpoint: { id, preview } }: Pictured): Promise<void> {
    if (preview === null || this.touch(preview.hash)) return;
    const found = await project
      .api()
      .then((api) => api.preview(id))
      .catch(() => null);
    if (found === null) return;
    // Another row with the same one was quicker.
    if (this.touch(preview.hash)) return;
    const base64 = Buffer.from(found.data).toString('base64');
    this.keep(preview.hash, base64.length > LARGEST ? '' : `data:${found.mediaType};base64,${base64}`);
  }

  /** Whether it is known; it is the one used last then. */
  private touch(hash: string): boolean {
    const address = this.known.get(hash);
    if (address === undefined) return false;
    this.known.delete(hash);
    this.known.set(hash, address);
    return true;
  }

  private keep(hash: string, address: string): void {
    this.known.set(hash, address);
    this.total += address.length;
    for (const [oldest, text] of this.known) {
      if (this.total <= MOST_KEPT) break;
      this.known.delete(oldest);
      this.total -= text.length;
    }
  }
}
