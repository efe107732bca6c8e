/** What a reviewer decides about a signal: with a reason, for good, and through the desks that exist for answers. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../access';
import { Calendar } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors, parseInput, zText } from '../platform/errors';
import { Exclusions, Verifications } from '../responses';
import { signalErrors } from './signals.errors';
import { evidenceOf, SignalStore } from './signal.store';
import { SignalQueries } from './signals.queries';

export const VERDICTS = ['nothing', 'talk', 'investigate', 'hold', 'exclude'] as const;
export type Verdict = (typeof VERDICTS)[number];
/** Of the closed list of exclusions, those that a signal can show. */
export const SIGNAL_EXCLUSIONS = ['test_or_duplicate', 'proven_fraud'] as const;

const zDecision = z.strictObject({
  verdict: z.enum(VERDICTS),
  reason: zText(1000),
  exclusion: z.enum(SIGNAL_EXCLUSIONS).optional(),
  responses: z.array(z.string()).max(200).default([]),
});
export type DecisionInput = z.input<typeof zDecision>;

@Injectable()
export class SignalDecisions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly audit: Audit,
    private readonly store: SignalStore,
    private readonly queries: SignalQueries,
    private readonly exclusions: Exclusions,
    private readonly verifications: Verifications,
  ) {}

  /**
   * Everything or nothing: the decision, and what becomes of the answers chosen. "Investigate" leaves the signal open; the
   * others settle it until something new is found.
   * @throws DomainError `not_found` (also for who is concerned), `validation_failed`, `signal_answers_missing`,
   *   `signal_settled`, and what the desks of exclusions and verification refuse
   */
  async decide(viewer: Viewer, id: string, body: DecisionInput): Promise<void> {
    const input = parseInput(zDecision, body);
    await this.database.transaction(async () => {
      if (!(await this.queries.one(viewer, id))) throw errors.not_found();
      const signal = await this.store.lock(id);
      if (!signal) throw errors.not_found();
      if (signal.state === 'settled') throw signalErrors.signal_settled();
      const own = new Set(evidenceOf(signal).flatMap(({ responseId }) => responseId ?? []));
      const chosen = input.responses.filter((responseId) => own.has(responseId));
      if (input.verdict === 'exclude' || input.verdict === 'hold') {
        if (chosen.length === 0) throw signalErrors.signal_answers_missing({}, '/responses');
        if (!viewer.can('responses.decide')) throw errors.forbidden();
        for (const responseId of chosen) {
          if (input.verdict === 'hold') await this.verifications.hold(responseId, input.reason, viewer);
          else
            await this.exclusions.exclude(
              responseId,
              input.exclusion ?? 'test_or_duplicate',
              input.reason,
              // The answers of a signal stand there with their ratings.
              { actor: viewer.actor, employeeId: viewer.employeeId, ratingSeen: true },
            );
        }
      }
      const at = this.clock.now();
      await this.store.decide(signal, {
        verdict: input.verdict,
        reason: input.reason,
        state: input.verdict === 'investigate' ? 'investigating' : 'settled',
        actor: viewer.actor,
        day: await this.calendar.today(),
        at,
      });
      await this.audit.record({
        actor: viewer.actor,
        action: 'signal.decided',
        subject: `signal:${id}`,
        details: {
          kind: signal.kind,
          employee: signal.employeeId,
          verdict: input.verdict,
          ...(chosen.length > 0 && { responses: chosen.length }),
        },
      });
    });
  }
}
