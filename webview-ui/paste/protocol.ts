/** What the page that takes an image says. The extension decodes it. */
import * as z from 'zod/mini';

/** Longest image in base64: what a preview may have, and a little. */
const LONGEST = 1_500_000;

export const fromPastePage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('image'), base64: z.string().check(z.maxLength(LONGEST)) }),
]);

export type FromPastePage = z.infer<typeof fromPastePage>;
