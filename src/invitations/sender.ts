/**
 * Sends what is due. Three steps per invitation: a short transaction looks again whether the customer may be asked,
 * makes the secrets and marks the hand-over; the mail leaves outside of any transaction; another short one writes down
 * the outcome. Whatever dies in between leaves a row that says how far it came, and nothing is sent twice by itself.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Suppressions } from '../customers';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Jobs, type JobOutcome } from '../platform/jobs';
import { Mailer, MailRefused, MailTemplates, type OutgoingMail } from '../platform/mail';
import { SettingsStore } from '../platform/views';
import { Surveys } from '../surveys';
import type { Evidence } from './evidence';
import { composeMail, type MailSecrets, messageIdOf } from './invitation-mail';
import { type Claim, InvitationStore } from './invitation.store';
import { type InvitationRules, invitationRules, promisedDays } from './invitation-rules';
import { SENDING_LANES, sendInvitations } from './invitations.jobs';
import { OpenInvitations, type SendableInvitation } from './open-invitation';
import { zoneFor } from './quiet-hours';
import { Recheck, type Rechecked } from './recheck';
import { Reminders } from './reminders';
import { retryDelay } from './retry-delay';
import { quietTimes, sendableFrom } from './send-window';
import { Circuit } from './sending/circuit';
import { Pace } from './sending/pace';
import { receiverOf } from './sending/receivers';
import { sendingSettings } from './sending/sending-settings';
import { newToken } from './tokens';
import { WayOutByMail } from './way-out-by-mail';

/** Mails in the air at once per lane: what the transport has connections for. */
const BATCH = 5;
/** Longer than any conversation with a mail server may take. */
const LEASE_MS = 5 * 60_000;
const DAY = 86_400_000;
/** An unsubscribe link in an old mail still works. */
const UNSUBSCRIBE_DAYS = 3 * 365;

interface Prepared {
  invitation: SendableInvitation;
  address: string;
  secrets: MailSecrets;
  /** 1 for a first mail, more for a reminder, which has a first mail. */
  step: number;
  first: Rechecked['first'];
}

@Injectable()
export class InvitationSender {
  private readonly logger = new Logger('InvitationSender');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly settings: SettingsStore,
    private readonly surveys: Surveys,
    private readonly suppressions: Suppressions,
    private readonly store: InvitationStore,
    private readonly invitations: OpenInvitations,
    private readonly mailer: Mailer,
    private readonly templates: MailTemplates,
    private readonly recheck: Recheck,
    private readonly reminders: Reminders,
    private readonly pace: Pace,
    private readonly circuit: Circuit,
    private readonly wayOut: WayOutByMail,
  ) {}

  /** Receivers that refused for being too fast since this process started: their next success ends that. */
  private readonly slowed = new Set<string>();
  /** The mail server failed us last: its next success is worth a note. */
  private failing = false;

  /**
   * Sends until nothing is due any more, sending is paused, or the mail server does not want us.
   * @returns `skipped` when nothing was due
   */
  async sendDue(lane: number, signal: AbortSignal): Promise<JobOutcome> {
    let sent = 0;
    while (!signal.aborted) {
      const now = this.clock.now();
      const atOnce = await this.atOnce(lane, now);
      const claims = atOnce === 0 ? [] : await this.store.claim(now, now + LEASE_MS, atOnce);
      if (claims.length === 0) break;
      if (claims.length === BATCH && lane < SENDING_LANES) await this.callNextLane(lane + 1);
      sent += claims.length;
      const outcomes = await Promise.allSettled(claims.map((claim) => this.send(claim)));
      // What could not even be written down keeps its lease; the reaper judges it by how far it came.
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
    }
    return sent > 0 ? 'success' : 'skipped';
  }

  /** How many mails may be in the air: none while paused or cut off, one to find out whether the server is back. */
  private async atOnce(lane: number, now: number): Promise<number> {
    if ((await this.settings.get(sendingSettings)).paused) return 0;
    const { state, failing } = await this.circuit.state(now);
    this.failing = failing;
    if (state === 'open') return 0;
    return state === 'closed' ? BATCH : lane === 1 ? 1 : 0;
  }

  private async callNextLane(lane: number): Promise<void> {
    await this.jobs.enqueue(sendInvitations, { lane }, { uniqueKey: `lane:${lane}` });
  }

  private async send(claim: Claim): Promise<void> {
    const rules = await this.settings.get(invitationRules);
    const prepared = await this.database.transaction(() => this.prepare(claim, rules));
    if (!prepared) return;
    const mail = await this.compose(prepared, rules);
    if (!mail) return;
    try {
      await this.mailer.send(mail);
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      await this.noteServer(prepared, error);
      await this.refused(prepared, error, rules);
      return;
    }
    await this.noteServer(prepared, null);
    const sentAt = this.clock.now();
    await this.database.transaction(async () => {
      const { invitation, step, first } = prepared;
      const expiresAt = first?.expiresAt ?? sentAt + rules.openDays * DAY;
      await this.store.markSent(claim.id, sentAt, expiresAt);
      await this.store.record(claim.id, sentAt, 'sent', { attempt: invitation.attempts + 1 });
      await this.reminders.planNext(invitation, rules, { at: sentAt, step, expiresAt });
    });
  }

  /** What a hand-over told about the mail server and the receiver, for all mails after it. */
  private async noteServer({ address }: Prepared, refusal: MailRefused | null): Promise<void> {
    const now = this.clock.now();
    const receiver = receiverOf(address);
    if (refusal?.aboutUs) return this.circuit.failed(refusal.aboutUs === 'sign_in', now);
    if (this.failing) await this.circuit.worked();
    if (refusal && isTooFast(refusal)) {
      this.slowed.add(receiver);
      await this.pace.slowDown(receiver, now);
    } else if (!refusal && this.slowed.delete(receiver)) {
      await this.pace.recovered(receiver);
    }
  }

  /** Looks again whether the customer may be asked now. @returns undefined when not; the row says why */
  private async prepare(claim: Claim, rules: InvitationRules): Promise<Prepared | undefined> {
    const now = this.clock.now();
    const invitation = await this.invitations.byId(claim.id);
    if (!invitation) return undefined;
    if (invitation.customerId !== null) await this.store.lockCustomer(invitation.customerId);
    const { reason, detail, first, step } = await this.recheck.look(invitation, rules, now);
    if (reason) return this.giveUp(claim, invitation, { ...detail, reason }, now);
    const sendAt = await this.sendableFrom(now, invitation, rules);
    if (sendAt > now) {
      await this.store.settleClaim(claim, { state: 'planned', reason: null, sendAt, now });
      return undefined;
    }
    if (claim.slotAt === null) {
      const limits = await this.settings.get(sendingSettings);
      const slotAt = await this.pace.take(receiverOf(invitation.email ?? ''), limits, now);
      if (slotAt > now) {
        await this.store.settleClaim(claim, { state: 'planned', reason: null, sendAt: slotAt, slotAt, now });
        return undefined;
      }
    }
    const messageId = messageIdOf(claim.id, this.config.baseUrl);
    if (!(await this.store.handOver(claim, messageId, now + LEASE_MS, now))) return undefined;
    const answer = newToken();
    const unsubscribe = newToken();
    // A reminder leads to the invitation it reminds of: there is one answer, whichever mail it comes from.
    const answered = first ?? { id: claim.id, expiresAt: now + rules.openDays * DAY };
    await this.store.addToken({ hash: answer.hash, invitationId: answered.id, purpose: 'answer', now, expiresAt: answered.expiresAt }); // prettier-ignore
    await this.store.addToken({ hash: unsubscribe.hash, invitationId: claim.id, purpose: 'unsubscribe', now, expiresAt: now + UNSUBSCRIBE_DAYS * DAY }); // prettier-ignore
    await this.store.record(claim.id, now, 'sending', { attempt: invitation.attempts + 1, ...detail });
    const secrets = { answer: answer.secret, unsubscribe: unsubscribe.secret };
    return { invitation, address: invitation.email ?? '', secrets, step, first };
  }

  private async giveUp(
    claim: Claim,
    invitation: SendableInvitation,
    why: Evidence & { reason: string },
    now: number,
  ): Promise<undefined> {
    const to = { state: 'cancelled' as const, reason: why.reason, sendAt: invitation.sendAt, now };
    if (await this.store.settleClaim(claim, to)) await this.store.record(claim.id, now, 'cancelled', why);
    return undefined;
  }

  private async sendableFrom(
    instant: number,
    { customerZone }: SendableInvitation,
    rules: InvitationRules,
  ): Promise<number> {
    const { timezone, region } = await this.settings.get('organization');
    return sendableFrom(instant, zoneFor(customerZone, timezone), await quietTimes(rules, region));
  }

  /** A template or text that is broken is repaired by people: the invitation waits for that. */
  private async compose(
    { invitation, address, secrets, first }: Prepared,
    rules: InvitationRules,
  ): Promise<OutgoingMail | undefined> {
    try {
      const survey = await this.surveys.version(invitation.surveyVersionId);
      const { senderAddress } = this.mailer;
      return composeMail(this.templates, invitation, address, survey, secrets, {
        baseUrl: this.config.baseUrl,
        senderAddress,
        askAgainDays: promisedDays(rules),
        remindsOf: first && messageIdOf(first.id, this.config.baseUrl),
        ticket: invitation.ticket,
        wayOutDomain: await this.wayOut.domain(senderAddress),
      });
    } catch (error) {
      this.logger.error(
        `The mail of an invitation cannot be written: ${error instanceof Error ? error.name : 'error'}`,
      );
      const now = this.clock.now();
      await this.putOff(invitation, 'composition', rules, now);
      return undefined;
    }
  }

  private async refused(
    { invitation, address }: Prepared,
    refusal: MailRefused,
    rules: InvitationRules,
  ): Promise<void> {
    const now = this.clock.now();
    const error =
      [refusal.responseCode, refusal.enhancedCode].filter((code) => code !== null).join(' ') || 'no_reply';
    if (refusal.uncertain) {
      await this.conclude(invitation.invitationId, {
        state: 'unknown',
        reason: null,
        error,
        expiresAt: now + rules.openDays * DAY,
        now,
      });
    } else if (refusal.permanent) {
      await this.database.transaction(async () => {
        await this.conclude(invitation.invitationId, { state: 'bounced', reason: 'refused', error, now });
        // 5.1.x: the address does not exist. Other refusals may be our own fault and say nothing about the address.
        if (refusal.enhancedCode?.startsWith('5.1.')) {
          await this.suppressions.suppress(address, 'bounced', `invitation:${invitation.invitationId}`);
        }
      });
    } else {
      await this.putOff(invitation, error, rules, now);
    }
  }

  /** Tries again later, as long as the rules allow. */
  private async putOff(
    invitation: SendableInvitation,
    error: string,
    rules: InvitationRules,
    now: number,
  ): Promise<void> {
    const delay = retryDelay(invitation.attempts + 1, Math.random());
    const next = await this.sendableFrom(now + delay, invitation, rules);
    await this.conclude(
      invitation.invitationId,
      next <= invitation.expiresAt
        ? { state: 'planned', reason: null, error, sendAt: next, now }
        : { state: 'bounced', reason: 'undeliverable', error, now },
    );
  }

  private async conclude(id: string, to: Parameters<InvitationStore['markFailed']>[1]): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.store.markFailed(id, to))) return;
      const detail: Record<string, string | number> = { error: to.error };
      if (to.reason !== null) detail['reason'] = to.reason;
      if (to.sendAt !== undefined) detail['sendAt'] = to.sendAt;
      await this.store.record(id, to.now, to.state, detail);
    });
  }
}

/** 421 and 4.7.x: the receiver wants fewer mails from us, whoever they are for. */
function isTooFast({ responseCode, enhancedCode }: MailRefused): boolean {
  return responseCode === 421 || (enhancedCode?.startsWith('4.7.') ?? false);
}
