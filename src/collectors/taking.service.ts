/**
 * Takes an answer that came through a collector: the contact and its response are written together or not at all, once
 * however often the device sends it, and what comes faster than customers do waits for a person to decide.
 */
import { Injectable } from '@nestjs/common';
import { Interactions } from '../interactions';
import type { InteractionInput } from '../interactions';
import { Calendar, isEmployedOn } from '../organization';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors } from '../platform/errors';
import { RateLimits } from '../platform/http';
import { Responses } from '../responses';
import type { AnswerValue } from '../surveys';
import {
  answeredAt,
  doubtsAbout,
  isLateThoughSeen,
  OLDEST_ANSWER_DAYS,
  type Pace,
  REFUSED_ABOVE,
  SHORT_MINUTES,
} from './calc';
import { type Collector, CollectorStore } from './collector.store';
import { collectorErrors } from './collectors.errors';
import { Networks, type Sender } from './networks';

export interface Submission {
  /** The client's own UUID: the same answer sent again has the same one. */
  readonly id: string;
  /** The survey version whose questions were shown. */
  readonly versionId: number;
  /** By slot key. */
  readonly answers: Readonly<Record<string, AnswerValue>>;
  readonly mayQuote: boolean;
  readonly locale: string;
  /** When the device says it was given, UTC milliseconds; null: just now. */
  readonly claimedAt: number | null;
  /** What speaks for a machine, beside the pace: codes with words under `responses.why_<code>`. */
  readonly signs?: readonly string[];
}

export interface Taken {
  readonly responseId: string;
  /** The same answer was there already: nothing was written. */
  readonly repeated: boolean;
  /** Why it does not count yet; empty when it does. */
  readonly doubts: readonly string[];
}

type Counts = Omit<Pace, 'collectorSoon' | 'lateThoughSeen'>;

const SHORT_SECONDS = SHORT_MINUTES * 60;
const SHORT_MS = SHORT_SECONDS * 1000;
const DAY_SECONDS = 86_400;
/** More than anybody counts to: the limits are judged here, not by the counter. */
const COUNTER_LIMIT = 1_000_000;

@Injectable()
export class TakenAnswers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly limits: RateLimits,
    private readonly networks: Networks,
    private readonly interactions: Interactions,
    private readonly responses: Responses,
    private readonly store: CollectorStore,
  ) {}

  /**
   * @param collector in use
   * @throws DomainError `validation_failed` for answers the survey does not know or allow, `answer_too_old`,
   *   `answer_id_taken`, `rate_limited`
   */
  async take(collector: Collector, submission: Submission, sender: Sender): Promise<Taken> {
    const before = await this.earlier(collector, submission.id);
    if (before) return before;
    const now = this.clock.now();
    const at = answeredAt(submission.claimedAt, now);
    if (at === null) throw collectorErrors.answer_too_old({ days: OLDEST_ANSWER_DAYS });
    const counts = await this.count(collector, sender);
    const examined = await this.interactions.examine(await this.contact(collector, submission.id, at));
    if ('status' in examined) return this.repeat(collector, submission.id);

    const taken = await this.database.grouped(async (): Promise<Taken | null> => {
      // Revoking holds at once, also for what was on its way.
      if ((await this.store.byId(collector.id))?.revokedAt !== null) throw errors.not_found();
      const intake = await this.interactions.record(examined);
      if (intake.status === 'unchanged') return null;
      const soon = await this.store.countBetween(collector.id, at - SHORT_MS, at + SHORT_MS);
      const doubts: string[] = [
        ...(submission.signs ?? []),
        ...doubtsAbout(collector.kind, collector.employee !== null, {
          ...counts,
          collectorSoon: soon + 1,
          lateThoughSeen: collector.kind === 'kiosk' && isLateThoughSeen(at, now, collector.lastSeenAt),
        }),
      ];
      const { responseId } = await this.responses.record({
        interactionId: intake.id,
        surveyVersionId: submission.versionId,
        source: collector.kind,
        collectorId: collector.id,
        locale: submission.locale,
        answeredAt: at,
        answers: submission.answers,
        mayQuote: submission.mayQuote,
        quoteName: 'anonymous',
        doubts,
      });
      if (now - at < SHORT_MS) await this.store.seen(collector.id, now);
      return { responseId, repeated: false, doubts };
    });
    return taken ?? this.repeat(collector, submission.id);
  }

  /** The contact the answer is about: at this touchpoint, just then, with the employee of the collector if there is one. */
  private async contact(collector: Collector, id: string, at: number): Promise<InteractionInput> {
    const { employee } = collector;
    const served = employee !== null && isEmployedOn(employee, await this.calendar.dayOf(at));
    return {
      source: collector.kind,
      externalId: id,
      touchpoint: collector.touchpoint.code,
      reason: 'other',
      occurredAt: at,
      participants: served ? [{ employee: employee.externalId, role: 'agent' }] : [],
    };
  }

  private async earlier(collector: Collector, id: string): Promise<Taken | undefined> {
    const row = await this.database.get<{ responseId: string | null; collectorId: number | null }>(
      `SELECT r.id AS "responseId", r.collector_id AS "collectorId"
       FROM interaction i LEFT JOIN response r ON r.interaction_id = i.id
       WHERE i.source = ? AND i.external_id = ?`,
      [collector.kind, id],
    );
    if (!row) return undefined;
    if (row.responseId === null || row.collectorId !== collector.id) throw collectorErrors.answer_id_taken();
    return { responseId: row.responseId, repeated: true, doubts: [] };
  }

  /** What the faster one of two equal requests has written. */
  private async repeat(collector: Collector, id: string): Promise<Taken> {
    const taken = await this.earlier(collector, id);
    if (!taken) throw errors.conflict();
    return taken;
  }

  /**
   * Counts this answer against its sender.
   * @throws DomainError `rate_limited` far beyond what customers do
   */
  private async count({ id, kind }: Collector, sender: Sender): Promise<Counts> {
    const { network, device } = this.networks.namesOf(sender);
    const most = REFUSED_ABOVE[kind];
    const times = async (name: string, seconds: number, refuseAbove = COUNTER_LIMIT): Promise<number> => {
      const { remaining, retryAfterSeconds } = await this.limits.hit(
        `collector:${id}:${name}`,
        COUNTER_LIMIT,
        seconds,
      );
      const hits = COUNTER_LIMIT - remaining;
      if (hits > refuseAbove) throw errors.rate_limited({ seconds: retryAfterSeconds });
      return hits;
    };
    const deviceSoon = await times(`device:${device}`, SHORT_SECONDS, most.device);
    const networkSoon = await times(`network:${network}`, SHORT_SECONDS, most.network);
    if (kind === 'kiosk') return { deviceSoon, networkSoon, deviceToday: 0, networkToday: 0 };
    return {
      deviceSoon,
      networkSoon,
      deviceToday: await times(`device:${device}`, DAY_SECONDS),
      networkToday: await times(`network:${network}`, DAY_SECONDS),
    };
  }
}
