/**
 * Decides about every contact, in the transaction that records it: one row says when the customer is asked, or why
 * not. The same contact is never decided twice.
 */
import { Injectable } from '@nestjs/common';
import type { InteractionRecorded } from '../interactions';
import { isLocale } from '../kernel';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { Jobs } from '../platform/jobs';
import { type OrganizationSettings, SettingsStore } from '../platform/views';
import { Surveys } from '../surveys';
import { ChannelChoice, type Choice } from './channels/channel-choice';
import { Competition } from './competition';
import { contactFacts, mayBeOurs } from './contact-facts';
import { type ContactFacts, drawOf, judge, type SuppressedReason } from './decision';
import { evidenceOf } from './evidence';
import { InvitationStore } from './invitation.store';
import { type InvitationRules, invitationRules } from './invitation-rules';
import { sendInvitations } from './invitations.jobs';
import { type ContactData, isMarked, readData } from './later-contact';
import { type ContactRow, type Place, PlanningStore } from './planning.store';
import { RuleSets } from './rule-sets';
import { quietTimes } from './send-window';
import { settle } from './settling';

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
    private readonly channels: ChannelChoice,
    private readonly store: InvitationStore,
    private readonly planning: PlanningStore,
    private readonly competition: Competition,
    private readonly ruleSets: RuleSets,
  ) {}

  /** Handles `InteractionRecorded` and tells the publisher what was decided. */
  async plan(event: InteractionRecorded): Promise<void> {
    const now = this.clock.now();
    const rules = await this.settings.get(invitationRules);
    const organization = await this.settings.get('organization');
    const survey = await this.surveys.publishedFor(event.surveyKey);
    const contact = await this.planning.contact(event.interactionId);
    if (!contact) return;

    const id = newId();
    const data = readData(contact.data);
    const rivals = await this.competition.about(event.customerId, contact, data, rules, now);
    const choice = await this.channels.choose(contact.touchpoint, contact.email, contact.phone);
    const facts = await this.factsOf(event, contact, data, { now, rules, organization, choice });
    const quiet = await quietTimes(rules, organization.region);
    const outcome = settle(rivals, facts, (known) => judge(known, rules, quiet));
    const { verdict } = outcome;
    const { rule, sendAt, latest } = verdict;
    let reason: SuppressedReason | null = verdict.against[0] ?? null;
    let place: Place | null = null;
    if (reason === null && rule.quota) {
      place = await this.takePlace(
        event.interactionId,
        contact.occurredDay,
        id,
        rule,
        now,
        rivals.sameMatterIds,
      );
      if (place?.place === null) reason = 'quota_reached';
    }
    const planned = reason === null;
    const added = await this.store.add({
      id,
      interactionId: event.interactionId,
      surveyId: survey.surveyId,
      surveyVersionId: survey.versionId,
      step: 1,
      priority: rule.priority,
      customerId: event.customerId,
      by: choice.by,
      locale: contact.locale && isLocale(contact.locale) ? contact.locale : organization.locale,
      state: planned ? 'planned' : 'suppressed',
      reason,
      sendAt: planned ? sendAt : null,
      expiresAt: planned ? Math.min(sendAt + rules.retryHours * HOUR, latest) : null,
      now,
    });
    if (!added) {
      if (place === null) return;
      throw new Error('A contact that was decided about before took a place in a quota.');
    }
    await this.store.record(id, now, planned ? 'planned' : 'suppressed', {
      ...(planned ? { sendAt } : { reason }),
      ...evidenceOf({ facts: outcome.facts, verdict, rules, place, sameMatterIds: rivals.sameMatterIds }),
      ...choice.evidence,
      rules: await this.ruleSets.keep(rules, now),
    });
    await this.competition.giveWay(rivals, outcome, { planned, by: id, now });
    if (planned) await this.wakeSenderAt(sendAt, now);
    event.decision = reason === null ? { id, status: 'planned', sendAt } : { status: 'suppressed', reason };
  }

  private async factsOf(
    event: InteractionRecorded,
    contact: ContactRow,
    data: ContactData,
    own: { now: number; rules: InvitationRules; organization: OrganizationSettings; choice: Choice },
  ): Promise<Omit<ContactFacts, 'asked' | 'takesOver'>> {
    const { rules, choice, now } = own;
    const { channel, reason, segment, occurredAt } = event;
    const { email } = contact;
    const employeesAddress = email !== null && mayBeOurs(contact) && (await this.planning.isEmployees(email));
    const erased = contact.erasedAt !== null;
    const known = { ...contact, channel, reason, segment, occurredAt, erased, employeesAddress };
    return contactFacts(known, choice, rules, {
      now,
      draw: drawOf(event.interactionId, rules.sampling.salt),
      marked: isMarked(data, rules.excluded.marks),
      zone: own.organization.timezone,
    });
  }

  /** @returns null when nobody in particular served: a quota is per employee */
  private async takePlace(
    interactionId: string,
    day: string,
    invitationId: string,
    rule: ReturnType<typeof judge>['rule'],
    now: number,
    inherited: readonly string[],
  ): Promise<Place | null> {
    const employeeId = await this.planning.leadingEmployee(interactionId);
    if (employeeId === undefined || !rule.quota) return null;
    const own = { quota: rule.key, employeeId, day, invitationId, now };
    return this.planning.takePlace(own, rule.quota, await this.planning.lineage(inherited));
  }

  /** The schedule finds what is due every few seconds; only what is due sooner than that wakes the sender itself. */
  private async wakeSenderAt(sendAt: number, now: number): Promise<void> {
    if (sendAt - now > SCHEDULE_MS) return;
    await this.jobs.enqueue(sendInvitations, { lane: 1 }, { runAt: sendAt, uniqueKey: `due:${sendAt}` });
  }
}
