/** Roles are sets of permissions; these are the permissions and the six roles a new project starts with. */

export const PERMISSIONS = [
  'collection.create',
  'collection.update',
  'collection.trash',
  'collection.purge',
  'asset.create',
  'asset.update',
  'asset.trash',
  'asset.purge',
  'dependency.edit',
  'checkpoint.create',
  'checkpoint.trash',
  'assign',
  'status.change',
  'tag.edit',
  'template.edit',
  'member.manage',
  'role.manage',
  'share',
  'content.read-all',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const isPermission = (text: string): text is Permission =>
  (PERMISSIONS as readonly string[]).includes(text);

/** The role that always has every permission and always has a member. */
export const ADMIN_ROLE = 'Admin';

const ARTIST: readonly Permission[] = [
  'collection.create',
  'asset.create',
  'asset.update',
  'checkpoint.create',
  'status.change',
  'tag.edit',
  'dependency.edit',
];
const ASSISTANT: readonly Permission[] = [
  ...ARTIST,
  'collection.update',
  'asset.trash',
  'assign',
  'content.read-all',
];
const SUPERVISOR: readonly Permission[] = [
  ...ASSISTANT,
  'collection.trash',
  'checkpoint.trash',
  'share',
  'template.edit',
];
const MANAGER: readonly Permission[] = [...SUPERVISOR, 'member.manage', 'asset.purge', 'collection.purge'];

export const DEFAULT_ROLES: Readonly<Record<string, readonly Permission[]>> = {
  [ADMIN_ROLE]: PERMISSIONS,
  'Production Manager': MANAGER,
  Supervisor: SUPERVISOR,
  'Assistant Supervisor': ASSISTANT,
  Artist: ARTIST,
  Vendor: ['checkpoint.create', 'status.change'],
};
