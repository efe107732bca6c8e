/**
 * The desk of whoever looks after the sending: how far it has come, stopping and going on, and what to do with mails
 * of which nobody knows whether they left. Everything is read from the database: a restart changes nothing here.
 */
import { Injectable } from '@nestjs/common';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors, parseInput } from '../../platform/errors';
import { Jobs } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import { InvitationStore } from '../invitation.store';
import { sendInvitations } from '../invitations.jobs';
import { invitationErrors } from '../invitations.errors';
import { Circuit, type CircuitState } from './circuit';
import { type SendingSettings, SendingSettingsSchema, sendingSettings } from './sending-settings';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The pace of the last minute says how long the rest will take; of the last five where hardly any left in that one. */
const PACES_MS = [MINUTE, 5 * MINUTE] as const;
const ENOUGH_FOR_A_PACE = 20;
/** What left all at once is no pace for longer than this. */
const SHORTEST_PACE_MS = 10_000;

export interface Progress {
  /** Due now and not yet handed over. */
  readonly remaining: number;
  /** Of these, waiting for the receiver's next turn. */
  readonly waitingForTurn: number;
  readonly inTheAir: number;
  /** Planned for later. */
  readonly later: number;
  /** Handed over in the last hour. */
  readonly done: number;
  /** Refused for good in the last hour. */
  readonly failed: number;
  readonly unknown: number;
  /** Mails per minute, since the sending began or over the last minutes. */
  readonly perMinute: number;
  /** Minutes until nothing is due any more, at this pace and by the turns that were given; null when nothing moves or nothing is due. */
  readonly minutesLeft: number | null;
  readonly paused: boolean;
  readonly server: CircuitState;
  /** UTC milliseconds until which the mail server is left alone; null when it is not. */
  readonly serverUntil: number | null;
}

export interface UnknownInvitation {
  readonly id: string;
  /** UTC milliseconds at which it was last tried. */
  readonly triedAt: number;
  readonly occurredAt: number;
  readonly touchpointNames: string;
}

@Injectable()
export class SendingDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly store: InvitationStore,
    private readonly circuit: Circuit,
  ) {}

  async progress(): Promise<Progress> {
    const now = this.clock.now();
    const count = async (sql: string, params: number[] = []) =>
      (
        await this.database.get<{ n: number }>(
          `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM invitation WHERE ${sql}`,
          params,
        )
      )?.n ?? 0;
    const { paused } = await this.settings.get(sendingSettings);
    const { state, until } = await this.circuit.state(now);
    const due = await count(`state = 'planned' AND send_at <= ?`, [now]);
    const turns = await this.database.get<{ n: number; last: number | null }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n", MAX(send_at) AS "last" FROM invitation
       WHERE state = 'planned' AND send_at > ? AND slot_at IS NOT NULL`,
      [now],
    );
    const turn = turns?.n ?? 0;
    const remaining = due + turn;
    const perMinute = await this.pace(now);
    const minutes = Math.max(remaining / perMinute, ((turns?.last ?? now) - now) / MINUTE);
    return {
      remaining,
      waitingForTurn: turn,
      inTheAir: await count(`state = 'sending'`),
      later: await count(`state = 'planned' AND send_at > ? AND slot_at IS NULL`, [now]),
      done: await count(`sent_at > ?`, [now - HOUR]),
      failed: await this.failedSince(now - HOUR),
      unknown: await count(`state = 'unknown' AND reason IS NULL`),
      perMinute,
      minutesLeft: remaining === 0 || perMinute === 0 || paused ? null : Math.ceil(minutes),
      paused,
      server: state,
      serverUntil: until,
    };
  }

  /** What may or may not have left and was not decided yet, the oldest first. */
  unknown(limit: number): Promise<UnknownInvitation[]> {
    return this.database.all<UnknownInvitation>(
      `SELECT i.id AS "id", i.updated_at AS "triedAt", n.occurred_at AS "occurredAt", t.names AS "touchpointNames"
       FROM invitation i JOIN interaction n ON n.id = i.interaction_id JOIN touchpoint t ON t.id = n.touchpoint_id
       WHERE i.state = 'unknown' AND i.reason IS NULL ORDER BY i.updated_at, i.id LIMIT ?`,
      [limit],
    );
  }

  /** Stops the sending, or lets it go on. @returns false when it was so already */
  async pause(paused: boolean, actor: string): Promise<boolean> {
    return this.change({ ...(await this.settings.get(sendingSettings)), paused }, actor);
  }

  /** @param input a `SendingSettings`, unchecked. @returns whether anything changed. @throws DomainError `validation_failed` */
  async limit(input: unknown, actor: string): Promise<boolean> {
    return this.change(parseInput(SendingSettingsSchema, input), actor);
  }

  /**
   * Decides what becomes of a mail that may have left: it is sent again with the same Message-ID, so that a receiver
   * who has it already can tell, or it is left alone. Never decided by itself.
   * @throws DomainError `not_found`, `invitation_not_unknown`
   */
  async decideUnknown(invitationId: string, decision: 'resend' | 'leave', actor: string): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async () => {
      const decided = await this.store.decideUnknown(invitationId, decision, now);
      if (!decided) {
        const row = await this.database.get(`SELECT id FROM invitation WHERE id = ?`, [invitationId]);
        throw row ? invitationErrors.invitation_not_unknown() : errors.not_found();
      }
      await this.store.record(invitationId, now, decision === 'resend' ? 'planned' : 'unknown', {
        reason: decision === 'resend' ? 'resent' : 'left_alone',
      });
      await this.audit.record({
        actor,
        action: 'invitation.unknown_decided',
        subject: `invitation:${invitationId}`,
        details: { decision },
      });
      if (decision === 'resend') {
        await this.jobs.enqueue(sendInvitations, { lane: 1 }, { uniqueKey: `resend:${invitationId}` });
      }
    });
  }

  private async change(next: SendingSettings, actor: string): Promise<boolean> {
    return this.database.transaction(async () => {
      const before = await this.settings.get(sendingSettings);
      if (JSON.stringify(before) === JSON.stringify(next)) return false;
      await this.settings.set(sendingSettings, next);
      await this.audit.record({
        actor,
        action: 'sending.changed',
        subject: 'setting:sending',
        details: { from: { ...before }, to: { ...next } },
      });
      return true;
    });
  }

  /** Mails per minute lately; what happened before a lull does not count. */
  private async pace(now: number): Promise<number> {
    let perMinute = 0;
    for (const window of PACES_MS) {
      const sent = await this.database.get<{ n: number; since: number | null }>(
        `SELECT CAST(COUNT(*) AS bigint) AS "n", MIN(sent_at) AS "since" FROM invitation WHERE sent_at > ? AND sent_at <= ?`,
        [now - window, now],
      );
      const n = sent?.n ?? 0;
      perMinute = (n * MINUTE) / Math.max(now - (sent?.since ?? now), SHORTEST_PACE_MS);
      if (n >= ENOUGH_FOR_A_PACE) break;
    }
    return perMinute;
  }

  private async failedSince(since: number): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM invitation WHERE state = 'bounced' AND updated_at > ?`,
      [since],
    );
    return row?.n ?? 0;
  }
}
