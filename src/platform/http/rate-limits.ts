/** How often something may be tried, counted in the database so that all nodes count together. */
import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { Config } from '../config';
import { Database } from '../database';
import { errors } from '../errors';

export interface RateLimitResult {
  allowed: boolean;
  /** Tries left in this window. */
  remaining: number;
  /** Whole seconds until the window ends. */
  retryAfterSeconds: number;
}

const SWEEP_EVERY_MS = 10 * 60_000;
/** Windows are at most this long; older counters mean nothing. */
const LONGEST_WINDOW_SECONDS = 86_400;

@Injectable()
export class RateLimits {
  private nextSweep = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Counts one try. Windows are fixed stretches of time, aligned to the epoch.
   * @param name what is tried and by whom, like `sign-in:203.0.113.7`; kept as a keyed hash only
   * @param limit tries allowed per window
   * @param windowSeconds at most a day
   */
  async hit(name: string, limit: number, windowSeconds: number): Promise<RateLimitResult> {
    // Inside a transaction a refusal would undo its own count.
    this.database.refuseInTransaction('Counting a rate limit');
    if (windowSeconds > LONGEST_WINDOW_SECONDS) throw new Error('A rate limit window is at most a day.');
    const now = this.clock.now();
    const length = windowSeconds * 1000;
    const start = now - (now % length);
    const key = createHmac('sha256', this.config.secretKey)
      .update(`rate ${name} ${windowSeconds}`)
      .digest('base64url');
    const row = await this.database.get<{ hits: number }>(
      `INSERT INTO rate_counter (name, window_start, hits) VALUES (?, ?, 1)
       ON CONFLICT (name, window_start) DO UPDATE SET hits = rate_counter.hits + 1 RETURNING hits`,
      [key, start],
    );
    await this.sweep(now);
    const hits = row?.hits ?? 1;
    return {
      allowed: hits <= limit,
      remaining: Math.max(0, limit - hits),
      retryAfterSeconds: Math.max(1, Math.ceil((start + length - now) / 1000)),
    };
  }

  /** Counts one try. @throws DomainError `rate_limited` with the seconds to wait when there were too many */
  async require(name: string, limit: number, windowSeconds: number): Promise<void> {
    const { allowed, retryAfterSeconds } = await this.hit(name, limit, windowSeconds);
    if (!allowed) throw errors.rate_limited({ seconds: retryAfterSeconds });
  }

  private async sweep(now: number): Promise<void> {
    if (now < this.nextSweep) return;
    this.nextSweep = now + SWEEP_EVERY_MS;
    await this.database.run('DELETE FROM rate_counter WHERE window_start < ?', [
      now - LONGEST_WINDOW_SECONDS * 1000,
    ]);
  }
}
