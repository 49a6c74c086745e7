/**
 * Which files read bytes and text that others made, and what fuzzes them. `decoders.test.ts` finds those that are missing here: a new decoder
 * gets a target in `targets/`, or a reason why it needs none.
 */
const OWN = 'not: what this program wrote itself, in a place that is nobody else’s';

/** By path: names of targets, or `not:` and the reason. */
export const DECODERS: Readonly<Record<string, string>> = {
  'cli/codeCache.ts': OWN,
  'engine/content/chunker.ts': 'not: a table made of constants',
  'engine/content/pack.ts': 'pack',
  'engine/content/recode/literals.ts': 'scenes',
  'engine/content/recode/sequences.ts': 'scenes',
  'engine/content/zstd-wasm.ts': 'chunk',
  'engine/content/zstd.ts': 'chunk',
  'engine/preview/blend.ts': 'pictures',
  'engine/preview/dimensions.ts': 'pictures',
  'engine/preview/exif.ts': 'pictures',
  'engine/preview/png.ts': 'pictures',
  'engine/preview/psd.ts': 'pictures',
  'engine/preview/shrink.ts': 'pictures',
  'engine/project/packs.ts': 'not: random numbers of its own',
  'engine/project/staging.ts': 'project-rows',
  'engine/project/stored.ts': 'project-rows',
  'engine/remote/failures.ts': 'json-answers',
  'engine/remote/json.ts': 'json-answers',
  'engine/remote/stored-session.ts': 'session-files',
  'engine/snapshot/glance-note.ts': 'notes-of-a-look',
  'engine/sync/push.ts': 'project-rows',
  'extension/commands/pastedImage.ts': 'page-messages',
  'extension/conflicts/session.ts': 'page-messages',
  'extension/pipeline/bridge.ts': 'bridge-requests',
  'extension/studio/started.ts': 'session-files',
  'server/accounts/studio-activity.ts': OWN,
  'server/accounts/sso/states.ts': 'not: opened only where this program sealed it',
  'server/api/openapi.ts': 'not: its own schemas',
  'server/chunks/packs/loose.ts': OWN,
  'server/chunks/s3/answers.ts': 'storage-answers',
  'server/chunks/s3/uploads.ts': OWN,
  'server/config.ts': 'studio-config',
  'server/metadata/operations-migration.ts': OWN,
  'server/metadata/rows.ts': OWN,
  'server/metadata/unfinished.ts': OWN,
  'server/operations/backup.ts':
    'not: a folder that its administrator names; test/server/operations.test.ts has damaged ones',
  'server/projects/roles.ts': OWN,
  'server/routes/parse.ts': 'studio-requests',
  'server/sync/changes.ts': 'studio-requests',
  'server/sync/read-activity.ts': OWN,
  'webview-ui/compare/main.ts': 'page-messages',
  'webview-ui/main.ts': 'page-messages',
  'webview-ui/needs/main.ts': 'page-messages',
  'webview-ui/text.ts': 'not: translations that the extension puts into its own page',
};
