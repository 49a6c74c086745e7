/** The messages between the page that compares two images and the extension. The page decodes what arrives. */
import * as z from 'zod/mini';

const side = z.object({
  /** What it is: `version 3`, `working file`. */
  label: z.string(),
  /** Facts about it, each a line. */
  facts: z.array(z.string()),
  /** The image's address; null where there is none that a page can show. */
  source: z.nullable(z.string()),
  /** The image is a preview, not the file itself. */
  preview: z.boolean(),
});

export const toComparePage = z.object({
  type: z.literal('compare'),
  name: z.string(),
  left: side,
  right: side,
  /** Kept by the page for the editor, which gives it back after a reload. */
  memory: z.unknown(),
});

export type ComparedSide = z.infer<typeof side>;
export type ToComparePage = z.infer<typeof toComparePage>;
