/** Thrown for bytes that are not whole zstd frames, or use what is not followed here; whoever asked keeps them as they are. */
export class NotRecodable extends Error {
  override readonly name = 'NotRecodable';
}
