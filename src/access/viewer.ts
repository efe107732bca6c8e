/** The signed-in person a request is made by, and what that person may do. */
import type { Locale } from '../platform/config';
import { type Permission, type RoleGrant, type RoleName, type Scope, scopeOf } from './permissions';

export interface ViewerFacts {
  userId: number;
  name: string;
  email: string;
  locale: Locale;
  /** The employee this user is; null for somebody who is not rated, such as an auditor from outside. */
  employeeId: number | null;
  grants: readonly RoleGrant[];
}

export class Viewer {
  readonly userId: number;
  readonly name: string;
  readonly email: string;
  readonly locale: Locale;
  readonly employeeId: number | null;
  readonly grants: readonly RoleGrant[];

  constructor(facts: ViewerFacts) {
    this.userId = facts.userId;
    this.name = facts.name;
    this.email = facts.email;
    this.locale = facts.locale;
    this.employeeId = facts.employeeId;
    this.grants = facts.grants;
  }

  /** Whether the permission is held at all, whatever its scope. */
  can(permission: Permission): boolean {
    return this.scopeOf(permission) !== null;
  }

  /** Whose records the permission reaches; null when it is not held. */
  scopeOf(permission: Permission): Scope | null {
    return scopeOf(this.grants, permission);
  }

  hasRole(role: RoleName): boolean {
    return this.grants.some((grant) => grant.role === role);
  }

  /** How the audit log names this person: `user:12`. */
  get actor(): string {
    return `user:${this.userId}`;
  }
}
