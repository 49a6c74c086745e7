import assert from 'node:assert/strict';
import { BadAnswer, failureCode, readListing } from '../../server/chunks/s3/answers.ts';

const listing = (more: string): string =>
  `<ListBucketResult>${more}<Contents><Key>a</Key><LastModified>2026-01-02T03:04:05Z</LastModified><Size>7</Size></Contents></ListBucketResult>`;
const ENTRY = { key: 'a', bytes: 7, modifiedAt: Date.UTC(2026, 0, 2, 3, 4, 5) };

describe('what a storage answers', () => {
  it('is a page, and where the next one is', () => {
    assert.deepEqual(readListing(listing(''), undefined), { found: [ENTRY], next: undefined });
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>2</NextContinuationToken>';
    assert.deepEqual(readListing(listing(more), '1'), { found: [ENTRY], next: '2' });
    assert.deepEqual(readListing('<ListBucketResult><X/></ListBucketResult>', undefined).found, []);
  });

  it('never passes for a whole listing where it is half of one, nor goes on for ever', () => {
    const nowhere = '<IsTruncated>true</IsTruncated>';
    const round = `${nowhere}<NextContinuationToken>1</NextContinuationToken>`;
    for (const [text, asked] of [
      [listing(nowhere), undefined],
      [listing(round), '1'],
    ] as const)
      assert.throws(() => readListing(text, asked), BadAnswer);
  });

  it('is refused where it is something else', () => {
    for (const text of [
      '',
      'hello',
      '<a>',
      '<Error><Code>X</Code></Error>',
      listing('').replace('2026', 'long ago'),
    ])
      assert.throws(() => readListing(text, undefined), BadAnswer);
  });

  it('says why something failed, if it does', () => {
    assert.equal(failureCode('<Error><Code>SlowDown</Code></Error>'), 'SlowDown');
    for (const text of ['', '<html>', '<Error/>']) assert.equal(failureCode(text), '');
  });
});
