/** Roles that a team could make: for each permission one with nothing else, and one with everything else. */
import { PERMISSIONS, type Permission } from '../../engine/domain/permissions.ts';

export const OWN_ROLES: Readonly<Record<string, readonly Permission[]>> = Object.fromEntries(
  PERMISSIONS.flatMap((permission) => [
    [`only ${permission}`, [permission]],
    [`all but ${permission}`, PERMISSIONS.filter((other) => other !== permission)],
  ]),
);
