/** The people who can sign in and the roles they hold. Every change of access is audited and ends open sessions. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import type { Locale } from '../platform/config';
import { Database, isUniqueViolation, placeholders } from '../platform/database';
import { parseInput, zEmail, zLocale, zText } from '../platform/errors';
import { accessErrors } from './access.errors';
import { hashPassword, passwordFits, requireGoodPassword } from './passwords';
import { ROLES, ROLE_SCOPES, type RoleGrant, type RoleName, SCOPES } from './permissions';
import { Sessions } from './sessions.service';
import { UserAccount } from './user-account.entity';

export interface NewUser {
  email: string;
  name: string;
  password: string;
  locale: Locale;
  /** The employee this user is, if any. */
  employeeId?: number;
  roles: RoleGrant[];
}

const zRoleGrant = z.strictObject({ role: z.enum(ROLES), scope: z.enum(SCOPES) });
const zNewUser = z.strictObject({
  email: zEmail,
  name: zText(120),
  password: z.string(),
  locale: zLocale,
  employeeId: z.int().optional(),
  roles: z.array(zRoleGrant),
});
const zProfile = z.strictObject({ name: zText(120), locale: zLocale });

/** How an address is kept and looked up. */
export const accountEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();

@Injectable()
export class Users {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates a user with their roles.
   * @returns the user's id
   * @throws DomainError `user_email_taken`, `role_scope_invalid`, `password_too_short`, `password_guessable`,
   *   `validation_failed`
   */
  async create(user: NewUser, actor = 'cli'): Promise<number> {
    const input = parseInput(zNewUser, user);
    requireGoodPassword(input.password, [input.email, input.name]);
    input.roles.forEach(requireGrantable);
    const passwordHash = await hashPassword(input.password);
    try {
      return await this.database.transaction(async () => {
        const saved = await this.database.repository(UserAccount).save({
          email: accountEmail(input.email),
          name: input.name,
          passwordHash,
          locale: input.locale,
          employeeId: input.employeeId ?? null,
          disabledAt: null,
          createdAt: this.clock.now(),
        });
        await this.audit.record({ actor, action: 'user.created', subject: `user:${saved.id}` });
        for (const grant of input.roles) await this.grant(saved.id, grant, actor);
        return saved.id;
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw accessErrors.user_email_taken({}, '/email');
      throw error;
    }
  }

  /**
   * Gives a role, or changes the scope of one that is held. Open sessions end: the next sign-in has the new role.
   * @throws DomainError `user_unknown`, `role_scope_invalid`
   */
  async grantRole(userId: number, grant: RoleGrant, actor: string): Promise<void> {
    requireGrantable(grant);
    await this.database.transaction(async () => {
      await this.require(userId);
      await this.grant(userId, grant, actor);
      await this.sessions.endAll(userId);
    });
  }

  /** Takes a role away and ends open sessions. Without the role nothing happens. @throws DomainError `user_unknown` */
  async revokeRole(userId: number, role: RoleName, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.require(userId);
      const { changes } = await this.database.run(`DELETE FROM role_grant WHERE user_id = ? AND role = ?`, [
        userId,
        role,
      ]);
      if (changes === 0) return;
      await this.audit.record({
        actor,
        action: 'role.revoked',
        subject: `user:${userId}`,
        details: { role },
      });
      await this.sessions.endAll(userId);
    });
  }

  /** Shuts a user out at once; what they did stays. @throws DomainError `user_unknown` */
  async disable(userId: number, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.require(userId);
      const { changes } = await this.database.run(
        `UPDATE user_account SET disabled_at = ? WHERE id = ? AND disabled_at IS NULL`,
        [this.clock.now(), userId],
      );
      await this.sessions.endAll(userId);
      if (changes > 0) await this.audit.record({ actor, action: 'user.disabled', subject: `user:${userId}` });
    });
  }

  /**
   * The user with this address and password; null for an unknown address, a wrong password and a disabled account
   * alike, after the same work.
   */
  async verify(email: string, password: string): Promise<UserAccount | null> {
    const user = await this.byEmail(email);
    const usable = user !== null && user.disabledAt === null;
    const fits = await passwordFits(usable ? user.passwordHash : null, password);
    return usable && fits ? user : null;
  }

  /** The user with this address, disabled ones included. */
  byEmail(email: string): Promise<UserAccount | null> {
    return this.database.repository(UserAccount).findOneBy({ email: accountEmail(email) });
  }

  /** The user who is this employee, if one is. */
  ofEmployee(employeeId: number): Promise<UserAccount | null> {
    return this.database.repository(UserAccount).findOne({ where: { employeeId }, order: { id: 'ASC' } });
  }

  /** Everybody with an account and one of these roles, by id; only an account that can be used. */
  withRole(...roles: RoleName[]): Promise<{ id: number; name: string; email: string; locale: Locale }[]> {
    return this.database.all(
      `SELECT u.id AS "id", u.name AS "name", u.email AS "email", u.locale AS "locale" FROM user_account u
       WHERE u.disabled_at IS NULL
         AND EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id = u.id AND g.role IN (${placeholders(roles.length)}))
       ORDER BY u.id`,
      roles,
    );
  }

  /** The roles a user holds. */
  rolesOf(userId: number): Promise<RoleGrant[]> {
    return this.database.all<RoleGrant>(
      `SELECT role AS "role", scope AS "scope" FROM role_grant WHERE user_id = ? ORDER BY id`,
      [userId],
    );
  }

  /** One's own name and language. @throws DomainError `validation_failed`, `user_unknown` */
  async changeProfile(userId: number, profile: { name: string; locale: Locale }): Promise<void> {
    const { name, locale } = parseInput(zProfile, profile);
    const { changes } = await this.database.run(`UPDATE user_account SET name = ?, locale = ? WHERE id = ?`, [
      name,
      locale,
      userId,
    ]);
    if (changes === 0) throw accessErrors.user_unknown();
  }

  /**
   * One's own password. All sessions end, the one it is changed in too: the caller opens a new one.
   * @throws DomainError `user_unknown`, `password_wrong`, `password_too_short`, `password_guessable`
   */
  async changePassword(userId: number, current: string, next: string): Promise<void> {
    const user = await this.require(userId);
    if (!(await passwordFits(user.passwordHash, current))) throw accessErrors.password_wrong({}, '/current');
    requireGoodPassword(next, [user.email, user.name, current], '/password');
    const passwordHash = await hashPassword(next);
    await this.database.transaction(async () => {
      await this.database.run(`UPDATE user_account SET password_hash = ? WHERE id = ?`, [
        passwordHash,
        userId,
      ]);
      await this.sessions.endAll(userId);
      await this.audit.record({
        actor: `user:${userId}`,
        action: 'password.changed',
        subject: `user:${userId}`,
      });
    });
  }

  private async require(userId: number): Promise<UserAccount> {
    const user = await this.database.repository(UserAccount).findOneBy({ id: userId });
    if (!user) throw accessErrors.user_unknown();
    return user;
  }

  private async grant(userId: number, { role, scope }: RoleGrant, actor: string): Promise<void> {
    await this.database.run(
      `INSERT INTO role_grant (user_id, role, scope, granted_at, granted_by) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (user_id, role) DO UPDATE
       SET scope = excluded.scope, granted_at = excluded.granted_at, granted_by = excluded.granted_by`,
      [userId, role, scope, this.clock.now(), actor],
    );
    await this.audit.record({
      actor,
      action: 'role.granted',
      subject: `user:${userId}`,
      details: { role, scope },
    });
  }
}

/** @throws DomainError `role_scope_invalid` */
function requireGrantable({ role, scope }: RoleGrant): void {
  const scopes = ROLE_SCOPES[role];
  if (!scopes.includes(scope))
    throw accessErrors.role_scope_invalid({ role, scope, scopes: scopes.join(', ') });
}
