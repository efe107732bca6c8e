/**
 * Addresses that are never written to again: mail addresses, and telephone numbers as E.164. Only a keyed hash of the
 * address is kept: the list answers "may we write to this one?" and names nobody, so that it outlives the erasure of the
 * customer.
 */
import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database, placeholders } from '../platform/database';
import { normaliseEmail } from './email-address';

const ENTRY = `SELECT address_hash AS "hash", reason AS "reason", source AS "source", suppressed_at AS "at" FROM suppression`;

/** Reasons that are somebody's wish, and hold on whatever way we would write to them. */
const WISHES = ['unsubscribed', 'complained', 'erased', 'manual'];

/**
 * - `free`: nothing speaks against writing to the address;
 * - `unwanted`: its owner wants nothing from us, here or on another way;
 * - `fails`: nothing arrives there.
 */
export type Reach = 'free' | 'unwanted' | 'fails';

/**
 * What the list says about an address. Pure.
 * @param own why it is on the list; undefined when it is not
 * @param others the same of further addresses of the same person: a wish said there holds here too
 */
export function reachOf(own: string | undefined, others: readonly (string | undefined)[]): Reach {
  if ([own, ...others].some((reason) => reason !== undefined && WISHES.includes(reason))) return 'unwanted';
  return own === undefined ? 'free' : 'fails';
}

/** One address that is not written to, without its name. */
export interface Suppression {
  /** Hexadecimal; the same address always has the same one. */
  hash: string;
  reason: string;
  source: string;
  /** UTC milliseconds. */
  at: number;
}

@Injectable()
export class Suppressions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async isSuppressed(email: string): Promise<boolean> {
    const row = await this.database.get('SELECT 1 AS "found" FROM suppression WHERE address_hash = ?', [
      this.hashOf(email),
    ]);
    return row !== undefined;
  }

  /**
   * Whether somebody may be written to at an address.
   * @param address a mail address, or a number as E.164
   * @param others further addresses of the same person: a wish said there holds here too
   */
  async reach(address: string, others: readonly string[]): Promise<Reach> {
    const reasons = await this.reasonsAmong([address, ...others]);
    return reachOf(reasons.get(address), others.map((other) => reasons.get(other))); // prettier-ignore
  }

  /**
   * Suppresses the address; the first reason stays, but a wish is stronger than a failure.
   * @param reason a code: `unsubscribed`, `bounced`, `complained`, `erased`
   * @param source who said so: an invitation, a person, the mail server
   */
  async suppress(email: string, reason: string, source: string): Promise<void> {
    await this.suppressHash(this.hashOf(email), reason, source);
  }

  /** As `suppress`, where only the hash of the address is known any more. */
  async suppressHash(hash: string, reason: string, source: string): Promise<void> {
    await this.database.run(
      `INSERT INTO suppression (address_hash, reason, source, suppressed_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (address_hash) DO UPDATE SET reason = excluded.reason, source = excluded.source,
         suppressed_at = excluded.suppressed_at
       WHERE suppression.reason = 'bounced' AND excluded.reason <> 'bounced'`,
      [hash, reason, source, this.clock.now()],
    );
  }

  /** Why those of the addresses that are suppressed are, by the address as it was given. */
  async reasonsAmong(addresses: readonly string[]): Promise<Map<string, string>> {
    const byHash = new Map(addresses.map((address) => [this.hashOf(address), address]));
    if (byHash.size === 0) return new Map();
    const rows = await this.database.all<{ hash: string; reason: string }>(
      `SELECT address_hash AS "hash", reason AS "reason" FROM suppression
       WHERE address_hash IN (${placeholders(byHash.size)})`,
      [...byHash.keys()],
    );
    return new Map(rows.map(({ hash, reason }) => [byHash.get(hash) ?? '', reason]));
  }

  /** The entry about an address. */
  async about(email: string): Promise<Suppression | undefined> {
    return this.database.get<Suppression>(`${ENTRY} WHERE address_hash = ?`, [this.hashOf(email)]);
  }

  /** Newest first; one more than `limit` where there are more. @param before the last entry seen */
  async list(limit: number, before?: Pick<Suppression, 'at' | 'hash'>): Promise<Suppression[]> {
    const { at, hash } = before ?? { at: Number.MAX_SAFE_INTEGER, hash: '' };
    return this.database.all<Suppression>(
      `${ENTRY} WHERE suppressed_at < ? OR (suppressed_at = ? AND address_hash < ?)
       ORDER BY suppressed_at DESC, address_hash DESC LIMIT ?`,
      [at, at, hash, limit + 1],
    );
  }

  /** Takes an address off the list. The caller writes the audit entry. @returns false when it is not on it */
  async lift(email: string): Promise<boolean> {
    const { changes } = await this.database.run('DELETE FROM suppression WHERE address_hash = ?', [
      this.hashOf(email),
    ]);
    return changes > 0;
  }

  /** The keyed hash an address is remembered by where its name must not be. Hexadecimal. */
  hashOf(email: string): string {
    return createHmac('sha256', this.config.secretKey)
      .update(`suppression:${normaliseEmail(email)}`)
      .digest('hex');
  }
}
