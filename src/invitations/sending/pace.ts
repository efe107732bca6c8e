/**
 * Keeps to the limits of receivers over all nodes. Each receiver has a virtual bucket (the generic cell rate
 * algorithm, ITU-T I.371): a minute's worth may leave at once, then one mail per interval. A mail beyond that is given
 * a turn of its own and waits for it, so that nothing is claimed over and over while it waits.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { limitOf, type SendingSettings } from './sending-settings';

/** How much may leave at once: what the limit allows in so many milliseconds. */
const BURST_MS = 60_000;
/** The first pause after a receiver said "too fast"; doubled with each refusal in a row. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 60 * 60_000;

/** Key of the limit for all receivers together; no domain looks like this. */
const EVERYBODY = '*';

const TAKE = `
  INSERT INTO sending_pace (pace_key, full_until, failures, updated_at) VALUES (?, CAST(? AS bigint) + CAST(? AS bigint), 0, ?)
  ON CONFLICT (pace_key) DO UPDATE SET updated_at = excluded.updated_at,
    full_until = (CASE WHEN sending_pace.full_until > CAST(? AS bigint) THEN sending_pace.full_until
                       ELSE CAST(? AS bigint) END) + CAST(? AS bigint)
  RETURNING full_until AS "fullUntil"`;

@Injectable()
export class Pace {
  constructor(private readonly database: Database) {}

  /**
   * Takes a turn for one mail; joins the caller's transaction.
   * @returns the instant from which it may leave: now, or later
   */
  async take(receiver: string, settings: SendingSettings, now: number): Promise<number> {
    const own = await this.turn(receiver, limitOf(receiver, settings), now);
    if (settings.perMinute === null) return own;
    return Math.max(own, await this.turn(EVERYBODY, settings.perMinute, now));
  }

  /** Takes a turn under a limit of its own, such as a provider's. @returns the instant from which it may leave */
  async turn(key: string, perMinute: number, now: number): Promise<number> {
    const interval = Math.max(1, Math.round(60_000 / perMinute));
    const row = await this.database.get<{ fullUntil: number }>(TAKE, [
      key, now, interval, now, now, now, interval,
    ]); // prettier-ignore
    return Math.max(now, (row?.fullUntil ?? now) - Math.max(interval, BURST_MS));
  }

  /**
   * The receiver wants fewer mails: none leaves to it for a while, longer each time.
   * @param atLeastMs how long it asked us to wait itself
   * @returns until when
   */
  async slowDown(receiver: string, now: number, atLeastMs = 0): Promise<number> {
    return this.database.transaction(async () => {
      const row = await this.database.get<{ failures: number }>(
        `INSERT INTO sending_pace (pace_key, full_until, failures, updated_at) VALUES (?, ?, 1, ?)
         ON CONFLICT (pace_key) DO UPDATE SET failures = sending_pace.failures + 1, updated_at = excluded.updated_at
         RETURNING failures AS "failures"`,
        [receiver, now, now],
      );
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** ((row?.failures ?? 1) - 1), LONGEST_PAUSE_MS);
      const until = now + Math.max(pause, atLeastMs);
      await this.database.run(
        `UPDATE sending_pace SET full_until = CASE WHEN full_until > CAST(? AS bigint) THEN full_until ELSE CAST(? AS bigint) END
         WHERE pace_key = ?`,
        [until + BURST_MS, until + BURST_MS, receiver],
      );
      return until;
    });
  }

  /** A mail was taken again: the next refusal starts with a short pause. */
  async recovered(receiver: string): Promise<void> {
    await this.database.run(`UPDATE sending_pace SET failures = 0 WHERE pace_key = ? AND failures > 0`, [
      receiver,
    ]);
  }
}
