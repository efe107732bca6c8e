/**
 * Looks into the mailbox every minute and takes in what is new. Where it stopped is written down after each mail; what
 * fails is tried again, less and less often, and shown to administrators.
 */
import { createHmac } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { Config, type ImapConfig } from '../platform/config';
import { Database } from '../platform/database';
import type { JobOutcome } from '../platform/jobs';
import { Mailroom } from './mailroom';
import { type MailboxError, type MailboxPlace, MailboxUnreadable, readMailbox } from './mailbox-reader';

const MINUTE = 60_000;
const LONGEST_PAUSE = 60 * MINUTE;

export interface MailboxState extends MailboxPlace {
  /** The last look, and the last one without a fault; null: none yet. UTC milliseconds. */
  polledAt: number | null;
  workedAt: number | null;
  /** In a row. */
  failures: number;
  error: MailboxError | null;
  nextAt: number;
}

const NEW: MailboxState = {
  uidValidity: null,
  lastUid: 0,
  polledAt: null,
  workedAt: null,
  failures: 0,
  error: null,
  nextAt: 0,
};

@Injectable()
export class MailboxPoller {
  private readonly logger = new Logger('MailboxPoller');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly mailroom: Mailroom,
  ) {}

  /** @returns null where no mailbox is read */
  async state(): Promise<MailboxState | null> {
    const { imap } = this.config;
    if (!imap) return null;
    const row = await this.database.get<MailboxState>(
      `SELECT uid_validity AS "uidValidity", last_uid AS "lastUid", polled_at AS "polledAt", worked_at AS "workedAt",
         failures AS "failures", error AS "error", next_at AS "nextAt" FROM mailbox_state WHERE mailbox = ?`,
      [this.keyOf(imap)],
    );
    return row ?? NEW;
  }

  async poll(signal: AbortSignal): Promise<JobOutcome> {
    const { imap } = this.config;
    const before = await this.state();
    const now = this.clock.now();
    if (!imap || !before || now < before.nextAt) return 'skipped';
    let state: MailboxState = { ...before, polledAt: now };
    let read = 0;
    try {
      read = await readMailbox(imap, before, {
        take: (raw) => this.mailroom.takeIn(raw, 'imap'),
        reached: async (place) => {
          state = { ...state, ...place };
          await this.keep(imap, state);
        },
        signal,
      });
      state = { ...state, workedAt: now, failures: 0, error: null, nextAt: 0 };
      if (before.failures > 0) this.logger.log('The mailbox can be read again.');
    } catch (error) {
      const reason = error instanceof MailboxUnreadable ? error.reason : 'ours';
      const failures = before.failures + 1;
      const pause = Math.min(MINUTE * 2 ** failures, LONGEST_PAUSE);
      state = { ...state, failures, error: reason, nextAt: now + pause };
      this.logger.warn(`The mailbox cannot be read (${reason}), for the ${failures}. time.`);
    }
    await this.keep(imap, state);
    return read > 0 ? 'success' : 'skipped';
  }

  private async keep(imap: ImapConfig, state: MailboxState): Promise<void> {
    await this.database.run(
      `INSERT INTO mailbox_state (mailbox, uid_validity, last_uid, polled_at, worked_at, failures, error, next_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (mailbox) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid,
         polled_at = excluded.polled_at, worked_at = excluded.worked_at, failures = excluded.failures,
         error = excluded.error, next_at = excluded.next_at`,
      [
        this.keyOf(imap), state.uidValidity, state.lastUid, state.polledAt, state.workedAt, state.failures, state.error,
        state.nextAt,
      ], // prettier-ignore
    );
  }

  /** A mailbox is known by a keyed hash: its name is an address. */
  private keyOf({ host, port, user, folder }: ImapConfig): string {
    return createHmac('sha256', this.config.secretKey)
      .update(`mailbox:${JSON.stringify([host, port, user, folder])}`)
      .digest('hex');
  }
}
