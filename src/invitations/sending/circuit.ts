/**
 * Stops asking a mail server that does not know us. A wrong password or a server that is down is no fault of any mail:
 * after such a failure nobody tries for a while, then one mail probes, and only its success lets the others go on.
 * Kept in the database: what one node finds out holds for all.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

/** Key of the mail server among the paces; no domain looks like this. Providers of messages have their own. */
const SERVER = '#smtp';
const FIRST_BREAK_MS = 60_000;
const LONGEST_BREAK_MS = 30 * 60_000;
/** A refused sign-in breaks at once; a broken connection may be chance, so it takes this many in a row. */
const CONNECTION_FAILURES = 3;

export type CircuitState = 'closed' | 'open' | 'probing';

@Injectable()
export class Circuit {
  /** Whose newest hand-over failed for a reason of ours, as far as this process knows: the next success is worth a note. */
  private readonly failing = new Set<string>();

  constructor(private readonly database: Database) {}

  /** @returns the state; until when it is open; whether the newest hand-over failed for a reason of ours */
  async state(
    now: number,
    key = SERVER,
  ): Promise<{ state: CircuitState; until: number | null; failing: boolean }> {
    const { failures, until } = (await this.row(key)) ?? { failures: 0, until: 0 };
    const failing = failures > 0;
    if (failing) this.failing.add(key);
    else this.failing.delete(key);
    if (failures < CONNECTION_FAILURES) return { state: 'closed', until: null, failing };
    // A break that lasts longer than any was made before the clock was set back.
    const open = until > now && until <= now + LONGEST_BREAK_MS;
    return open ? { state: 'open', until, failing } : { state: 'probing', until: null, failing };
  }

  /**
   * Notes a failure that was about us. What was in the air together fails together: during a break no more is counted.
   * @param signIn whether the server refused our sign-in
   */
  async failed(signIn: boolean, now: number, key = SERVER): Promise<void> {
    await this.database.transaction(async () => {
      if ((await this.state(now, key)).state === 'open') return;
      const row = await this.database.get<{ failures: number }>(
        `INSERT INTO sending_pace (pace_key, full_until, failures, updated_at) VALUES (?, 0, ?, ?)
         ON CONFLICT (pace_key) DO UPDATE SET updated_at = excluded.updated_at,
           failures = CASE WHEN sending_pace.failures + 1 > excluded.failures THEN sending_pace.failures + 1
                           ELSE excluded.failures END
         RETURNING failures AS "failures"`,
        [key, signIn ? CONNECTION_FAILURES : 1, now],
      );
      const times = (row?.failures ?? 1) - CONNECTION_FAILURES;
      if (times < 0) return;
      const until = now + Math.min(FIRST_BREAK_MS * 2 ** times, LONGEST_BREAK_MS);
      await this.database.run(`UPDATE sending_pace SET full_until = ? WHERE pace_key = ?`, [until, key]);
    });
    this.failing.add(key);
  }

  /** A mail was taken or judged: the server knows us. */
  async worked(key = SERVER): Promise<void> {
    if (!this.failing.delete(key)) return;
    await this.database.run(
      `UPDATE sending_pace SET failures = 0, full_until = 0 WHERE pace_key = ? AND failures > 0`,
      [key],
    );
  }

  private row(key: string): Promise<{ failures: number; until: number } | undefined> {
    return this.database.get(
      `SELECT failures AS "failures", full_until AS "until" FROM sending_pace WHERE pace_key = ?`,
      [key],
    );
  }
}
