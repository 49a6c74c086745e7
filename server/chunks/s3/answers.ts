/** What an S3-compatible storage says in XML. Nothing of it is trusted. */
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

const LISTING = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.string().optional(),
    NextContinuationToken: z.string().optional(),
    Contents: z
      .array(z.object({ Key: z.string(), LastModified: z.string(), Size: z.coerce.number() }))
      .default([]),
  }),
});
const FAILURE = z.object({ Error: z.object({ Code: z.string() }) });

const parser = () =>
  new XMLParser({ parseTagValue: false, processEntities: true, isArray: (name) => name === 'Contents' });

/** An answer that is none, or contradicts itself. */
export class BadAnswer extends Error {
  readonly code = 'bad-answer';
}

export interface Listed {
  readonly key: string;
  readonly bytes: number;
  /** UTC milliseconds, by the storage's clock. */
  readonly modifiedAt: number;
}

export interface Page {
  readonly found: readonly Listed[];
  /** What the next page is asked for with; undefined at the end. */
  readonly next: string | undefined;
}

/**
 * @param asked what this page was asked for with
 * @throws {BadAnswer} also where there is more that cannot be asked for: half a listing must not pass for all of it
 */
export function readListing(text: string, asked: string | undefined): Page {
  const { IsTruncated, NextContinuationToken: next, Contents } = listingOf(text);
  const isLast = IsTruncated !== 'true';
  if (!isLast && (next === undefined || next === asked))
    throw new BadAnswer('The storage says that its listing goes on, and not where');
  const found = Contents.map(({ Key, LastModified, Size }) => {
    const modifiedAt = Date.parse(LastModified);
    if (Number.isNaN(modifiedAt)) throw new BadAnswer('The storage lists an object of no known time');
    return { key: Key, bytes: Size, modifiedAt };
  });
  return { found, next: isLast ? undefined : next };
}

function listingOf(text: string) {
  try {
    return LISTING.parse(parser().parse(text)).ListBucketResult;
  } catch (error) {
    throw new BadAnswer('The storage answered with something else than a listing', { cause: error });
  }
}

/** The code of a failure; empty where there is none to be read. */
export function failureCode(text: string): string {
  try {
    const found = FAILURE.safeParse(parser().parse(text));
    return found.success ? found.data.Error.Code : '';
  } catch {
    return '';
  }
}
