/** The manifest of the previous version, as what the next one's nodes are deltas on. */
import type { Hash } from '../domain/rows.ts';
import { decodeNode, type NodeBasis } from './manifest.ts';
import type { PlainReader } from './plain.ts';
import type { ChunkCatalogue } from './store.ts';
import { describeBase } from './stretch.ts';
import { readBasis } from './window.ts';

/**
 * The levels above 0 are read when the first node is asked for; nodes of level 0, which are nearly all, each when it is
 * asked for. A node that is not here is no basis.
 */
export function nodeBasis(root: Hash, reader: PlainReader, catalogue: ChunkCatalogue): NodeBasis {
  const find = nodeFinder(root, reader);
  return (level, index) => {
    const hash = find(level, index);
    const size = hash && catalogue.info(hash)?.size;
    if (!hash || !size) return undefined;
    const base = describeBase({ chunks: [{ hash, size }], start: 0, length: size }, catalogue);
    return base && readBasis(base, reader);
  };
}

/** Hash of the node at (level, index). */
function nodeFinder(root: Hash, reader: PlainReader): (level: number, index: number) => Hash | undefined {
  let levels: readonly (readonly Hash[])[] | undefined;
  const read = (): readonly (readonly Hash[])[] => {
    const byLevel: Hash[][] = [];
    let hashes: Hash[] = [root];
    for (;;) {
      const nodes = hashes.map((hash) => ({ hash, plain: reader.read(hash) }));
      const [first] = nodes;
      if (!first?.plain) return byLevel;
      const { level } = decodeNode(first.hash, first.plain);
      byLevel[level] = hashes;
      if (level === 0) return byLevel;
      // The nodes of level 0 are known by their parents: they are read only when they are used.
      hashes = nodes.flatMap(({ hash, plain }) =>
        plain ? decodeNode(hash, plain).entries.map((entry) => entry.hash) : [],
      );
      if (level === 1) {
        byLevel[0] = hashes;
        return byLevel;
      }
    }
  };
  return (level, index) => {
    levels ??= read();
    return levels[level]?.[index];
  };
}
