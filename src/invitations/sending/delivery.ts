/**
 * One mail from its claim to its outcome. A short transaction looks again whether the customer may be asked and makes the
 * secrets; when the mail is written and a connection is there, another one marks the hand-over; the mail leaves outside
 * of any transaction; a third one writes down the outcome. Whatever dies in between leaves a row that says how far it
 * came: unmarked it is due again, marked nobody knows, and nothing is sent twice by itself.
 */
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Suppressions } from '../../customers';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Mailer, MailRefused, MailTemplates, type OutgoingMail } from '../../platform/mail';
import { SettingsStore } from '../../platform/views';
import { Surveys } from '../../surveys';
import type { Evidence } from '../evidence';
import { composeMail, type MailSecrets, messageIdOf } from '../invitation-mail';
import { type Claim, InvitationStore } from '../invitation.store';
import { type InvitationRules, invitationRules, promisedDays } from '../invitation-rules';
import { OpenInvitations, type SendableInvitation } from '../open-invitation';
import { zoneFor } from '../quiet-hours';
import { Recheck, type Rechecked } from '../recheck';
import { Reminders } from '../reminders';
import { retryDelay } from '../retry-delay';
import { quietTimes, sendableFrom } from '../send-window';
import { newToken } from '../tokens';
import { WayOutByMail } from '../way-out-by-mail';
import { Circuit } from './circuit';
import { LEASE_MS, RENEW_EVERY_MS } from './leases';
import { Pace } from './pace';
import { receiverOf } from './receivers';
import { sendingSettings } from './sending-settings';

const DAY = 86_400_000;
/** An unsubscribe link in an old mail still works. */
const UNSUBSCRIBE_DAYS = 3 * 365;

/** Another sender may have the mail: it stays here. */
class LeaseLost extends Error {}

interface Prepared {
  claim: Claim;
  invitation: SendableInvitation;
  address: string;
  secrets: MailSecrets;
  /** 1 for a first mail, more for a reminder, which has a first mail. */
  step: number;
  first: Rechecked['first'];
  /** Which attempt this is, from 1: its outcome counts only while there is no later one. */
  attempt: number;
  /** What was counted, for the timeline. */
  detail: Evidence;
}

@Injectable()
export class Delivery implements OnApplicationShutdown {
  private readonly logger = new Logger('InvitationSender');
  /** Receivers that refused for being too fast since this process started: their next success ends that. */
  private readonly slowed = new Set<string>();
  /** Invitations whose mail this process is handing over. */
  private readonly inTheAir = new Set<string>();
  private renewal: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
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

  /**
   * Sends one mail, or writes down why not.
   * @returns false when the mail server did not want us, whatever the mail: the next ones would fare the same
   * @throws Error when not even the outcome could be written down: the lease lapses, and the row says how far it came
   */
  async deliver(claim: Claim): Promise<boolean> {
    const rules = await this.settings.get(invitationRules);
    const prepared = await this.database.grouped(() => this.prepare(claim, rules));
    if (!prepared) return true;
    const mail = await this.compose(prepared, rules);
    if (!mail) return true;
    const refusal = await this.handOver(prepared, mail);
    if (refusal === 'not_ours') return true;
    // What became of the mail comes first: what it tells about others can be learnt again.
    if (refusal) await this.refused(prepared, refusal, rules);
    else await this.accepted(prepared, rules);
    await this.noteServer(prepared, refusal);
    return !refusal?.aboutUs;
  }

  /** Keeps the leases of the mails on the wire: a mail server may take its time. */
  async renewLeases(): Promise<void> {
    await this.store.renewLeases([...this.inTheAir], this.clock.now() + LEASE_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.renewal);
    this.renewal = undefined;
  }

  /** @returns why the mail was not accepted; null when it was; `not_ours` when its lease had run out before */
  private async handOver(prepared: Prepared, mail: OutgoingMail): Promise<MailRefused | 'not_ours' | null> {
    const { id } = prepared.claim;
    let marked = false;
    const mark = async () => {
      marked = await this.markHandOver(prepared);
      if (!marked) throw new LeaseLost();
    };
    this.inTheAir.add(id);
    this.renewal ??= setInterval(() => {
      this.renewLeases().catch(() => this.logger.warn('The leases of mails on the wire cannot be renewed.'));
    }, RENEW_EVERY_MS).unref();
    try {
      await this.mailer.send(mail, mark);
      return null;
    } catch (error) {
      if (error instanceof LeaseLost) return 'not_ours';
      if (!(error instanceof MailRefused)) throw error;
      // Refused before anything left: an attempt all the same.
      return marked || (await this.markHandOver(prepared)) ? error : 'not_ours';
    } finally {
      this.inTheAir.delete(id);
      if (this.inTheAir.size === 0) this.onApplicationShutdown();
    }
  }

  /** From here on only the outcome tells whether the mail left. @returns false when the lease is no longer ours */
  private markHandOver({ claim, attempt, detail }: Prepared): Promise<boolean> {
    return this.database.grouped(async () => {
      const now = this.clock.now();
      const messageId = messageIdOf(claim.id, this.config.baseUrl);
      if (!(await this.store.handOver(claim, messageId, now + LEASE_MS, now))) return false;
      await this.store.record(claim.id, now, 'sending', { attempt, ...detail });
      return true;
    });
  }

  private async accepted(prepared: Prepared, rules: InvitationRules): Promise<void> {
    const { invitation, step, first, attempt } = prepared;
    const sentAt = this.clock.now();
    const expiresAt = first?.expiresAt ?? sentAt + rules.openDays * DAY;
    await this.database.grouped(async () => {
      if (!(await this.store.markSent(invitation.invitationId, attempt, sentAt, expiresAt))) return;
      await this.store.record(invitation.invitationId, sentAt, 'sent', { attempt });
      await this.reminders.planNext(invitation, rules, { at: sentAt, step, expiresAt });
    });
  }

  /** What a hand-over told about the mail server and the receiver, for all mails after it. */
  private async noteServer({ address }: Prepared, refusal: MailRefused | null): Promise<void> {
    const now = this.clock.now();
    const receiver = receiverOf(address);
    if (refusal?.aboutUs) return this.circuit.failed(refusal.aboutUs === 'sign_in', now);
    await this.circuit.worked();
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
    const receiver = receiverOf(invitation.email ?? '');
    // A turn that was given before the receiver wanted fewer mails is none any more.
    if (claim.slotAt === null || (await this.pace.isPaused(receiver, now))) {
      const limits = await this.settings.get(sendingSettings);
      const slotAt = await this.pace.take(receiver, limits, now);
      if (slotAt > now) {
        await this.store.settleClaim(claim, { state: 'planned', reason: null, sendAt: slotAt, slotAt, now });
        return undefined;
      }
    }
    const answer = newToken();
    const unsubscribe = newToken();
    // A reminder leads to the invitation it reminds of: there is one answer, whichever mail it comes from.
    const answered = first ?? { id: claim.id, expiresAt: now + rules.openDays * DAY };
    await this.store.addToken({ hash: answer.hash, invitationId: answered.id, purpose: 'answer', now, expiresAt: answered.expiresAt }); // prettier-ignore
    await this.store.addToken({ hash: unsubscribe.hash, invitationId: claim.id, purpose: 'unsubscribe', now, expiresAt: now + UNSUBSCRIBE_DAYS * DAY }); // prettier-ignore
    const secrets = { answer: answer.secret, unsubscribe: unsubscribe.secret };
    return {
      claim,
      invitation,
      address: invitation.email ?? '',
      secrets,
      step,
      first,
      attempt: invitation.attempts + 1,
      detail,
    };
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
  private async compose(prepared: Prepared, rules: InvitationRules): Promise<OutgoingMail | undefined> {
    const { invitation, address, secrets, first } = prepared;
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
      if (await this.markHandOver(prepared))
        await this.putOff(prepared, 'composition', rules, this.clock.now());
      return undefined;
    }
  }

  private async refused(prepared: Prepared, refusal: MailRefused, rules: InvitationRules): Promise<void> {
    const { invitation, address } = prepared;
    const now = this.clock.now();
    const error =
      [refusal.responseCode, refusal.enhancedCode].filter((code) => code !== null).join(' ') || 'no_reply';
    if (refusal.uncertain) {
      await this.conclude(prepared, {
        state: 'unknown',
        reason: null,
        error,
        expiresAt: now + rules.openDays * DAY,
        now,
      });
    } else if (refusal.permanent) {
      await this.database.transaction(async () => {
        await this.conclude(prepared, { state: 'bounced', reason: 'refused', error, now });
        // 5.1.x: the address does not exist. Other refusals may be our own fault and say nothing about the address.
        if (refusal.enhancedCode?.startsWith('5.1.')) {
          await this.suppressions.suppress(address, 'bounced', `invitation:${invitation.invitationId}`);
        }
      });
    } else {
      await this.putOff(prepared, error, rules, now);
    }
  }

  /** Tries again later, as long as the rules allow. */
  private async putOff(
    prepared: Prepared,
    error: string,
    rules: InvitationRules,
    now: number,
  ): Promise<void> {
    const { invitation, attempt } = prepared;
    const next = await this.sendableFrom(now + retryDelay(attempt, Math.random()), invitation, rules);
    await this.conclude(
      prepared,
      next <= invitation.expiresAt
        ? { state: 'planned', reason: null, error, sendAt: next, now }
        : { state: 'bounced', reason: 'undeliverable', error, now },
    );
  }

  private async conclude(
    { invitation: { invitationId: id }, attempt }: Prepared,
    to: Parameters<InvitationStore['markFailed']>[2],
  ): Promise<void> {
    await this.database.grouped(async () => {
      if (!(await this.store.markFailed(id, attempt, to))) return;
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
