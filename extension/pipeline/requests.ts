/** What may be asked of the bridge, decoded and bounded. */
import { z } from 'zod';
import type { PipelineApi, ProjectSummary } from '../api.ts';

const path = z.string().min(1).max(4_000);
const where = z.object({ folder: path });
const some = where.extend({ paths: z.array(path).min(1).max(10_000) });

const states = where.extend({ paths: z.array(path).max(10_000).optional() });
const history = where.extend({ path });
const track = some.extend({ comment: z.string().max(10_000).optional() });
const checkpoint = some.extend({
  comment: z.string().max(10_000),
  status: z.string().max(200).optional(),
  previewFile: path.optional(),
});

export interface BridgeApi extends PipelineApi {
  projects(): readonly ProjectSummary[];
}

type Answer = (api: BridgeApi, body: unknown) => unknown;

const asked =
  <T>(schema: z.ZodType<T>, answer: (api: BridgeApi, request: T) => unknown): Answer =>
  (api, body) =>
    answer(api, schema.parse(body));

/** What a request's path means. Answers are objects, so that they can grow. */
export const REQUESTS: Readonly<Record<string, Answer>> = {
  '/v1/projects': (api) => ({ projects: api.projects() }),
  '/v1/states': asked(states, async (api, { folder, paths }) => ({ items: await api.states(folder, paths) })),
  '/v1/history': asked(history, async (api, request) => ({
    versions: await api.history(request.folder, request.path),
  })),
  '/v1/track': asked(track, (api, { folder, paths, comment }) => api.track(folder, paths, comment)),
  '/v1/checkpoint': asked(checkpoint, (api, { folder, paths, comment, status, previewFile }) =>
    api.checkpoint(folder, paths, {
      comment,
      ...(status !== undefined && { status }),
      ...(previewFile !== undefined && { previewFile }),
    }),
  ),
  '/v1/pull': asked(some, (api, { folder, paths }) => api.pull(folder, paths)),
  '/v1/rebuild': asked(some, (api, { folder, paths }) => api.rebuild(folder, paths)),
  '/v1/sync': asked(where, (api, { folder }) => api.sync(folder)),
};
