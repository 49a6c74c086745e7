/** Single versions of an asset to the trash, and back. The history keeps its order, and all content stays. */
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import { requireVersion } from './select.ts';

/**
 * Not the newest: it is what everybody has or is about to get, and a history is never rewound.
 * @throws {CairnError} not-found, newest-version, forbidden
 */
export function trashVersion(project: Project, path: string, version: number, trashed: boolean): void {
  project.db.transaction(() => {
    const checkpoint = requireVersion(project, path, version);
    if (trashed && project.checkpoints.latestOf(checkpoint.assetId)?.id === checkpoint.id) {
      const message = said`Version ${version} of ${path} is the newest one; the newest version cannot go to the trash`;
      throw new CairnError('newest-version', message, { path, version });
    }
    if (!project.team.permissions(project.me).has('checkpoint.trash')) {
      const message = said`Your role does not allow to put versions into the trash, or to take them out of it`;
      throw new CairnError('forbidden', message, { path, permission: 'checkpoint.trash' });
    }
    project.versionEdits.set(checkpoint, trashed);
  });
}
