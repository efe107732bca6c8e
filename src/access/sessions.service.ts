/**
 * Sessions: a random secret in the person's cookie, its SHA-256 in the database. A session ends by itself twelve hours
 * after signing in or two hours after it was last used, and at once when the person signs out, is disabled, or gets or
 * loses a role.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { type Locale } from '../platform/config';
import { Database } from '../platform/database';
import type { RoleGrant } from './permissions';
import { newSecret, sha256 } from './secrets';
import { Viewer } from './viewer';

export const SESSION_MS = 12 * 3_600_000;
export const IDLE_MS = 2 * 3_600_000;
/** "Last used" is exact to the minute; writing it at every request would cost a commit each. */
const SEEN_EVERY_MS = 60_000;

/** A session as its owner sees it. */
export interface OpenSession {
  idHash: string;
  createdAt: number;
  lastSeenAt: number;
}

interface SessionRow {
  lastSeenAt: number;
  userId: number;
  name: string;
  email: string;
  locale: Locale;
  employeeId: number | null;
}

@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Opens a session. @returns the secret for the cookie; it is not kept */
  async open(userId: number): Promise<string> {
    const secret = newSecret();
    const now = this.clock.now();
    await this.database.run(
      `INSERT INTO session (id_hash, user_id, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?)`,
      [sha256(secret), userId, now, now, now + SESSION_MS],
    );
    return secret;
  }

  /** Who holds this secret; null when the session is unknown, over, or its owner disabled. */
  async viewer(secret: string): Promise<{ viewer: Viewer; sessionHash: string } | null> {
    const sessionHash = sha256(secret);
    const now = this.clock.now();
    const row = await this.database.get<SessionRow>(
      `SELECT s.last_seen_at AS "lastSeenAt", u.id AS "userId", u.name AS "name", u.email AS "email",
         u.locale AS "locale", u.employee_id AS "employeeId"
       FROM session s JOIN user_account u ON u.id = s.user_id
       WHERE s.id_hash = ? AND s.expires_at > ? AND s.last_seen_at > ? AND u.disabled_at IS NULL`,
      [sessionHash, now, now - IDLE_MS],
    );
    if (!row) return null;
    const { lastSeenAt, ...facts } = row;
    if (lastSeenAt <= now - SEEN_EVERY_MS) await this.seen(sessionHash, now);
    return { viewer: new Viewer({ ...facts, grants: await this.grants(row.userId) }), sessionHash };
  }

  /** A user's open sessions, the last used first. */
  ofUser(userId: number): Promise<OpenSession[]> {
    const now = this.clock.now();
    return this.database.all<OpenSession>(
      `SELECT id_hash AS "idHash", created_at AS "createdAt", last_seen_at AS "lastSeenAt"
       FROM session WHERE user_id = ? AND expires_at > ? AND last_seen_at > ? ORDER BY last_seen_at DESC, id_hash`,
      [userId, now, now - IDLE_MS],
    );
  }

  /** Ends one session, whoever's it is: for signing out with its secret in hand. */
  async end(sessionHash: string): Promise<void> {
    await this.database.run(`DELETE FROM session WHERE id_hash = ?`, [sessionHash]);
  }

  /** Ends one of the user's own sessions. @returns false when it is not theirs or over already */
  async endOwn(userId: number, sessionHash: string): Promise<boolean> {
    const { changes } = await this.database.run(`DELETE FROM session WHERE id_hash = ? AND user_id = ?`, [
      sessionHash,
      userId,
    ]);
    return changes > 0;
  }

  /** Ends all sessions of a user, in the ambient transaction. */
  async endAll(userId: number): Promise<void> {
    await this.database.run(`DELETE FROM session WHERE user_id = ?`, [userId]);
  }

  /** Removes what is over. @returns how many sessions */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const { changes } = await this.database.run(
      `DELETE FROM session WHERE expires_at <= ? OR last_seen_at <= ?`,
      [now, now - IDLE_MS],
    );
    return changes;
  }

  private grants(userId: number): Promise<RoleGrant[]> {
    return this.database.all<RoleGrant>(
      `SELECT role AS "role", scope AS "scope" FROM role_grant WHERE user_id = ? ORDER BY id`,
      [userId],
    );
  }

  private async seen(sessionHash: string, now: number): Promise<void> {
    await this.database.run(`UPDATE session SET last_seen_at = ? WHERE id_hash = ? AND last_seen_at < ?`, [
      now,
      sessionHash,
      now - SEEN_EVERY_MS + 1,
    ]);
  }
}
