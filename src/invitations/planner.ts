/**
 * Decides about every contact, in the transaction that records it: one row says when the customer is asked, or why
 * not. The same contact is never decided twice.
 */
import { Injectable } from '@nestjs/common';
import { Suppressions } from '../customers';
import type { InteractionRecorded } from '../interactions';
import { isLocale } from '../kernel';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { Jobs } from '../platform/jobs';
import { type OrganizationSettings, SettingsStore } from '../platform/views';
import { Surveys } from '../surveys';
import { decide, drawOf, type Decision } from './decision';
import { InvitationStore } from './invitation.store';
import { type InvitationRules, invitationRules } from './invitation-rules';
import { sendInvitations } from './invitations.jobs';
import { zoneFor } from './quiet-hours';

interface CustomerFacts {
  email: string | null;
  locale: string | null;
  timezone: string | null;
  segment: string;
  erasedAt: number | null;
}

const HOUR = 3_600_000;
/** How often the schedule looks (`invitations.module.ts`). */
const SCHEDULE_MS = 10_000;

@Injectable()
export class InvitationPlanner {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly settings: SettingsStore,
    private readonly surveys: Surveys,
    private readonly suppressions: Suppressions,
    private readonly store: InvitationStore,
  ) {}

  /** Handles `InteractionRecorded` and tells the publisher what was decided. */
  async plan(event: InteractionRecorded): Promise<void> {
    const now = this.clock.now();
    const rules = await this.settings.get(invitationRules);
    const organization = await this.settings.get('organization');
    const survey = await this.surveys.publishedFor(event.surveyKey);
    const id = newId();
    const customer = await this.customerFacts(event.customerId);
    const draw = drawOf(event.interactionId, rules.sampling.salt);
    const decision = decide(await this.factsOf(event, customer, { id, now, draw, organization }), rules);
    const sendAt = decision.state === 'planned' ? decision.sendAt : null;
    const reason = decision.state === 'suppressed' ? decision.reason : null;
    const added = await this.store.add({
      id,
      interactionId: event.interactionId,
      surveyId: survey.surveyId,
      surveyVersionId: survey.versionId,
      customerId: event.customerId,
      locale: customer?.locale && isLocale(customer.locale) ? customer.locale : organization.locale,
      state: decision.state,
      reason,
      sendAt,
      expiresAt: sendAt === null ? null : sendAt + rules.retryHours * HOUR,
      now,
    });
    if (!added) return;
    await this.store.record(id, now, decision.state, { ...timelineOf(decision), ...samplingOf(rules, draw) });
    if (sendAt !== null) await this.wakeSenderAt(sendAt, now);
    event.decision =
      decision.state === 'planned'
        ? { id, status: 'planned', sendAt: decision.sendAt }
        : { status: 'suppressed', reason: decision.reason };
  }

  private async factsOf(
    event: InteractionRecorded,
    customer: CustomerFacts | undefined,
    own: { id: string; now: number; draw: number; organization: OrganizationSettings },
  ) {
    const email = customer?.email ?? null;
    if (event.customerId !== null) await this.store.lockCustomer(event.customerId);
    return {
      now: own.now,
      occurredAt: event.occurredAt,
      hasAddress: email !== null,
      erased: (customer?.erasedAt ?? null) !== null,
      // A colleague served by another department (segment `internal`) is a customer like any other.
      internalTest: email !== null && customer?.segment !== 'internal' && (await this.isEmployees(email)),
      optedOut: email !== null && (await this.suppressions.isSuppressed(email)),
      lastAskedAt:
        event.customerId === null
          ? null
          : await this.store.lastAskedAt(event.customerId, own.id, 'planned_too'),
      draw: own.draw,
      zone: zoneFor(customer?.timezone ?? null, own.organization.timezone),
    };
  }

  private async customerFacts(customerId: string | null): Promise<CustomerFacts | undefined> {
    if (customerId === null) return undefined;
    return this.database.get<CustomerFacts>(
      `SELECT email AS "email", locale AS "locale", timezone AS "timezone", segment AS "segment", erased_at AS "erasedAt"
       FROM customer WHERE id = ?`,
      [customerId],
    );
  }

  private async isEmployees(email: string): Promise<boolean> {
    const found = await this.database.get(
      `SELECT 1 AS "found" FROM employee WHERE LOWER(email) = ? LIMIT 1`,
      [email.toLowerCase()],
    );
    return found !== undefined;
  }

  /** The schedule finds what is due every few seconds; only what is due sooner than that wakes the sender itself. */
  private async wakeSenderAt(sendAt: number, now: number): Promise<void> {
    if (sendAt - now > SCHEDULE_MS) return;
    await this.jobs.enqueue(sendInvitations, { lane: 1 }, { runAt: sendAt, uniqueKey: `due:${sendAt}` });
  }
}

function timelineOf(decision: Decision): Record<string, string | number> {
  return decision.state === 'planned' ? { sendAt: decision.sendAt } : { reason: decision.reason };
}

/** Kept with the decision, so that it can be checked later: the draw against the probability of the rule. */
function samplingOf(rules: InvitationRules, draw: number): Record<string, number> {
  return { draw: Math.floor(draw * 1e6) / 1e6, probability: rules.sampling.probability };
}
