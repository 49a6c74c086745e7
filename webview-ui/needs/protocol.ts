/** What the page about an item's needs is told. The page decodes it. */
import * as z from 'zod/mini';

export const toNeedsPage = z.object({
  type: z.literal('needs'),
  path: z.string(),
  /** In words: how many assets, and how much. */
  summary: z.string(),
  items: z.array(
    z.object({
      id: z.string(),
      path: z.string(),
      kind: z.enum(['asset', 'collection']),
      depth: z.number(),
      /** In words; empty for a collection. */
      size: z.string(),
      local: z.boolean(),
    }),
  ),
  links: z.array(z.object({ from: z.string(), to: z.string(), why: z.enum(['needs', 'holds']) })),
  /** Kept by the page for the editor, which gives it back after a reload. */
  memory: z.unknown(),
});

export type ToNeedsPage = z.infer<typeof toNeedsPage>;
