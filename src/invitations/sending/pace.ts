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
/** Whoever asks for more than this is asked again. */
const LONGEST_ASKED_MS = 24 * 60 * 60_000;

/** Key of the limit for all receivers together; no domain looks like this. */
const EVERYBODY = '*';

/** Key of the pause of a receiver; no domain looks like this. */
const pauseOf = (receiver: string) => `#pause ${receiver}`;

/** Clocks of several nodes may differ by so much. */
const CLOCKS_DIFFER_MS = 60_000;
/** Until when the bucket is full; counted from today when the clock was set back since. */
const FULL = `(CASE WHEN sending_pace.updated_at > CAST(? AS bigint)
  THEN sending_pace.full_until - sending_pace.updated_at + CAST(? AS bigint) ELSE sending_pace.full_until END)`;

const TAKE = `
  INSERT INTO sending_pace (pace_key, full_until, failures, updated_at) VALUES (?, CAST(? AS bigint) + CAST(? AS bigint), 0, ?)
  ON CONFLICT (pace_key) DO UPDATE SET updated_at = excluded.updated_at,
    full_until = (CASE WHEN ${FULL} > CAST(? AS bigint) THEN ${FULL} ELSE CAST(? AS bigint) END) + CAST(? AS bigint)
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
      key, now, interval, now, now + CLOCKS_DIFFER_MS, now, now, now + CLOCKS_DIFFER_MS, now, now, interval,
    ]); // prettier-ignore
    return Math.max(now, (row?.fullUntil ?? now) - Math.max(interval, BURST_MS));
  }

  /**
   * The receiver wants fewer mails: none leaves to it for a while, longer each time. What was in the air together hears it
   * together: during a pause no more is counted.
   * @param atLeastMs how long it asked us to wait itself
   */
  async slowDown(receiver: string, now: number, atLeastMs = 0): Promise<void> {
    await this.database.transaction(async () => {
      if (await this.isPaused(receiver, now)) return;
      const row = await this.database.get<{ failures: number }>(
        `INSERT INTO sending_pace (pace_key, full_until, failures, updated_at) VALUES (?, 0, 1, ?)
         ON CONFLICT (pace_key) DO UPDATE SET failures = sending_pace.failures + 1, updated_at = excluded.updated_at
         RETURNING failures AS "failures"`,
        [pauseOf(receiver), now],
      );
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** ((row?.failures ?? 1) - 1), LONGEST_PAUSE_MS);
      const until = now + Math.min(Math.max(pause, atLeastMs), LONGEST_ASKED_MS);
      await this.database.run(`UPDATE sending_pace SET full_until = ? WHERE pace_key = ?`, [
        until,
        pauseOf(receiver),
      ]);
      const full = until + BURST_MS;
      await this.database.run(
        `INSERT INTO sending_pace (pace_key, full_until, failures, updated_at) VALUES (?, ?, 0, ?)
         ON CONFLICT (pace_key) DO UPDATE SET updated_at = excluded.updated_at,
           full_until = CASE WHEN sending_pace.full_until > excluded.full_until THEN sending_pace.full_until
                             ELSE excluded.full_until END`,
        [receiver, full, now],
      );
    });
  }

  /** Whether the receiver is left alone now. A pause longer than any was made before the clock was set back. */
  async isPaused(receiver: string, now: number): Promise<boolean> {
    const row = await this.database.get<{ until: number }>(
      `SELECT full_until AS "until" FROM sending_pace WHERE pace_key = ?`,
      [pauseOf(receiver)],
    );
    return row !== undefined && row.until > now && row.until <= now + LONGEST_ASKED_MS;
  }

  /** A mail was taken again: the next refusal starts with a short pause. */
  async recovered(receiver: string): Promise<void> {
    await this.database.run(`UPDATE sending_pace SET failures = 0 WHERE pace_key = ? AND failures > 0`, [
      pauseOf(receiver),
    ]);
  }
}
