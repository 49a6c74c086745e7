/** What a copy of a studio's metadata must not keep of the storage. */
import type { Metadata } from '../../metadata/metadata.ts';

/** The setting that names the studio in its place in a bucket. */
export const OWNER = 'storage-owner';

/** A copy has objects of its own, or none; and it is another studio. */
export async function forgetStorage(metadata: Metadata): Promise<void> {
  await metadata.transaction(async (tx) => {
    await tx.deleteFrom('pack_support').execute();
    await tx.deleteFrom('pack_frame').execute();
    await tx.deleteFrom('pack_object').execute();
    await tx.deleteFrom('setting').where('key', '=', OWNER).execute();
  });
}
