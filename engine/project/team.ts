/** Members and roles, as the studio last told. */

import type { MemberView } from '../api.ts';
import { ADMIN_ROLE, isPermission, PERMISSIONS, type Permission } from '../domain/permissions.ts';
import type { Id, Member, Role } from '../domain/rows.ts';
import type { Db } from './db.ts';
import { storedTexts } from './stored.ts';

interface StoredMember {
  user_id: string;
  name: string;
  role: string;
  removed: number;
}

const fromStored = (s: StoredMember): Member => ({
  userId: s.user_id,
  name: s.name,
  role: s.role,
  removed: s.removed === 1,
});

export class Team {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  members(): Member[] {
    return this.#db.all<StoredMember>('SELECT * FROM member ORDER BY name').map(fromStored);
  }

  /** Those of today, as people see them. */
  views(): MemberView[] {
    const members = this.members().filter((member) => !member.removed);
    return members.map((member) => ({ id: member.userId, user: member.name, role: member.role }));
  }

  byName(name: string): Member | undefined {
    const sql = 'SELECT * FROM member WHERE name = ? COLLATE NOCASE AND removed = 0';
    const stored = this.#db.get<StoredMember>(sql, name);
    return stored && fromStored(stored);
  }

  /** What a member's role allows, as far as this machine knows; a project without a studio allows everything. */
  permissions(userId: Id): ReadonlySet<Permission> {
    const role = this.#db.value<string>('SELECT role FROM member WHERE user_id = ? AND removed = 0', userId);
    if (role === undefined) return new Set(userId === '' ? PERMISSIONS : []);
    if (role === ADMIN_ROLE) return new Set(PERMISSIONS);
    const list = this.#db.value<string>('SELECT permissions FROM role WHERE name = ? AND removed = 0', role);
    return new Set(storedTexts('permissions of a role', list ?? '[]').filter(isPermission));
  }

  putMember(member: Member, rev: number): void {
    const sql = `INSERT INTO member (user_id, name, role, removed, rev) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, role = excluded.role, removed = excluded.removed,
        rev = excluded.rev`;
    this.#db.run(sql, member.userId, member.name, member.role, Number(member.removed), rev);
  }

  putRole(role: Role, rev: number): void {
    const sql = `INSERT INTO role (name, permissions, removed, rev) VALUES (?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET permissions = excluded.permissions, removed = excluded.removed, rev = excluded.rev`;
    this.#db.run(sql, role.name, JSON.stringify(role.permissions), Number(role.removed), rev);
  }
}
