/**
 * Addresses that are never written to again. Only a keyed hash of the address is kept: the list answers "may we write
 * to this one?" and names nobody, so that it outlives the erasure of the customer.
 */
import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { normaliseEmail } from './email-address';

@Injectable()
export class Suppressions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async isSuppressed(email: string): Promise<boolean> {
    const row = await this.database.get('SELECT 1 AS "found" FROM suppression WHERE address_hash = ?', [
      this.hash(email),
    ]);
    return row !== undefined;
  }

  /**
   * Suppresses the address; the first reason stays.
   * @param reason a code: `unsubscribed`, `bounced`, `complained`, `erased`
   * @param source who said so: an invitation, a person, the mail server
   */
  async suppress(email: string, reason: string, source: string): Promise<void> {
    await this.database.run(
      `INSERT INTO suppression (address_hash, reason, source, suppressed_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (address_hash) DO NOTHING`,
      [this.hash(email), reason, source, this.clock.now()],
    );
  }

  private hash(email: string): string {
    return createHmac('sha256', this.config.secretKey)
      .update(`suppression:${normaliseEmail(email)}`)
      .digest('hex');
  }
}
