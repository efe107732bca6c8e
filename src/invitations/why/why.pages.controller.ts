/** "Why was this customer asked, or not?": for any contact, the whole decision with everything it rested on. */
import { Controller, Get, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { type LocaleText, pickText } from '../../kernel';
import { Visibility } from '../../organization';
import { Clock, localDay } from '../../platform/clock';
import { parseInput } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, SettingsStore } from '../../platform/views';
import { carriedKey } from '../carried';
import { drawOf, limitsOf } from '../decision';
import { InvitationNotes } from '../invitation-notes';
import { type InvitationRules, invitationRules } from '../invitation-rules';
import { RuleSets } from '../rule-sets';
import { invitationTabs } from '../tabs';
import { checksOf } from './checks';
import { chosenWay } from './chosen-way';
import { type DecidedStep, type FoundContact, type KeptEvidence, WhyQueries } from './why.queries';

const whyQuery = z.strictObject({
  reference: z.string().trim().max(128).optional(),
  source: z.string().trim().max(64).optional(),
});

/** The rules that held, what was kept, and how to say it. */
interface Told {
  readonly contact: FoundContact;
  readonly step: DecidedStep;
  readonly evidence: KeptEvidence;
  readonly rules: InvitationRules | undefined;
  readonly employee: string | undefined;
  readonly viewer: Viewer;
}

@Controller('invitations/why')
export class WhyPagesController {
  constructor(
    private readonly queries: WhyQueries,
    private readonly ruleSets: RuleSets,
    private readonly letters: InvitationNotes,
    private readonly visibility: Visibility,
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Policy({ permission: 'invitations.view' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { reference = '', source = '' } = parseInput(whyQuery, query);
    const { timezone } = await this.settings.get('organization');
    const day = localDay(this.clock.now(), timezone);
    const reach = await this.visibility.employeeIds(viewer, 'invitations.view', day);
    const found = reference === '' ? [] : await this.queries.find(reference, source, reach);
    const one = found.length === 1 ? found[0] : undefined;
    const model = {
      reference,
      source,
      sources: await this.queries.sources(),
      missing: reference !== '' && found.length === 0,
      several: found.length > 1 ? found.map((contact) => this.choice(contact)) : null,
      contact: one && (await this.contact(one, viewer)),
      tabs: invitationTabs(viewer, this.i18n, 'why'),
    };
    const title = this.i18n.text(viewer.locale, 'invitations.why_title');
    return this.pages.html(request, 'invitations/why', model, { title });
  }

  private choice({ id, source, externalId, occurredAt }: FoundContact) {
    const search = new URLSearchParams({ reference: externalId, source });
    return { id, source, externalId, occurredAt, href: `/invitations/why?${search.toString()}` };
  }

  private async contact(contact: FoundContact, viewer: Viewer) {
    const text = (key: string, params = {}) => this.i18n.text(viewer.locale, key, params);
    const steps = await this.queries.steps(contact.id);
    const [step] = steps;
    const facts = {
      ...contact,
      touchpoint: pickText(JSON.parse(contact.touchpointNames) as LocaleText, viewer.locale),
      kind: [
        text(`interactions.channel_${contact.channel}`),
        this.i18n.codeName(viewer.locale, 'scoring.reason', contact.reason),
        text(`invitations.segment_${contact.segment}`),
      ].join(' · '),
    };
    if (!step) return { ...facts, decision: null };
    const evidence = await this.queries.evidence(step.id);
    const hash = evidence['rules'];
    const rules = typeof hash === 'string' ? await this.ruleSets.byHash(hash) : undefined;
    const employeeId = evidence['quotaEmployee'];
    const employee = typeof employeeId === 'number' ? await this.queries.employeeName(employeeId) : undefined;
    const told: Told = { contact, step, evidence, rules, employee, viewer };
    const zone = typeof evidence['zone'] === 'string' ? evidence['zone'] : null;
    return {
      ...facts,
      decision: {
        verdict:
          step.state === 'suppressed' || step.state === 'cancelled'
            ? 'not'
            : step.sentAt === null
              ? 'planned'
              : 'sent',
        why: this.sentence(step, viewer),
        way: this.way(told),
        survey: step.surveyName,
        decidedAt: step.createdAt,
        rules: typeof hash === 'string' ? hash : null,
        rule: this.ruleName(told),
        priority: typeof evidence['priority'] === 'number' ? evidence['priority'] : 50,
        zone,
        sendAt: step.sentAt ?? step.sendAt,
        checks: this.checks(told),
        steps: steps.map((one) => ({
          href: `/invitations/${one.id}`,
          label:
            one.step === 1
              ? text('invitations.why_first')
              : text('invitations.why_reminder', { number: one.step - 1 }),
          state: one.state,
          why: this.sentence(one, viewer),
        })),
        resends: await this.resends(rules, viewer),
      },
      letters: await this.lettersTo(contact, steps, viewer),
    };
  }

  /** What the customer wrote back to any of the mails, oldest first. */
  private async lettersTo({ id }: FoundContact, steps: readonly DecidedStep[], viewer: Viewer) {
    const notes = await Promise.all(
      steps.map((step) => this.letters.of({ id: step.id, interactionId: id }, viewer)),
    );
    return notes.flat().sort((a, b) => a.at - b.at);
  }

  private sentence({ state, reason, sendAt, channel }: DecidedStep, viewer: Viewer): string {
    const text = (key: string, params = {}) => this.i18n.text(viewer.locale, `invitations.${key}`, params);
    if (reason !== null) return text(`reason_${reason}`);
    if (state === 'planned' && sendAt !== null)
      return text('why_planned', { at: this.i18n.formatsFor(viewer.locale).instant(sendAt) });
    const key = carriedKey(`why_${state}`, channel, (one) => this.i18n.has(one));
    return this.i18n.text(viewer.locale, key);
  }

  /** The way it went, or would have gone, and why that one; undefined where there was none. */
  private way({ step, evidence, viewer }: Told): string | undefined {
    const text = (key: string, params = {}) => this.i18n.text(viewer.locale, `invitations.${key}`, params);
    const way = chosenWay(step, evidence);
    return (
      way?.key &&
      text(way.key, {
        wanted: way.wanted ? text(`way_${way.wanted}`) : '',
        at: this.i18n.formatsFor(viewer.locale).instant(step.sentAt ?? step.createdAt, 'short'),
      })
    );
  }

  /** The rule's name as it was then. */
  private ruleName({ evidence, rules, viewer }: Told): string {
    const otherwise = this.i18n.text(viewer.locale, 'invitations.why_rule_otherwise');
    const { rule: key, position } = evidence;
    if (typeof key !== 'string') return otherwise;
    const name = rules?.rules.find((rule) => rule.key === key)?.name ?? key;
    return typeof position === 'number' ? `${position}. ${name}` : name;
  }

  private checks(told: Told) {
    const { viewer, step, evidence } = told;
    const reason = step.state === 'suppressed' ? step.reason : null;
    return checksOf(reason, evidence).map(({ name, result }) => ({
      name,
      result,
      label: this.i18n.text(viewer.locale, `invitations.check_${name}`),
      word: this.i18n.text(viewer.locale, `invitations.why_${result}`),
      notes: result === 'idle' ? [] : this.notes(name, told),
    }));
  }

  /** The numbers behind a check. */
  private notes(name: string, told: Told): string[] {
    const { contact, step, evidence, rules, viewer } = told;
    const formats = this.i18n.formatsFor(viewer.locale);
    const text = (key: string, params = {}) => this.i18n.text(viewer.locale, `invitations.${key}`, params);
    const number = (key: string) => (typeof evidence[key] === 'number' ? evidence[key] : undefined);
    const counted = (reason: 'asked_recently' | 'asked_at_touchpoint' | 'account_asked', key: string) => {
      const limit = rules && limitsOf(rules)[reason];
      if (!limit) return rules ? [text('check_no_limit')] : [];
      return [text('check_counts', { count: number(key) ?? 0, days: limit.days, most: limit.most })];
    };
    switch (name) {
      case 'asked_recently':
        return counted('asked_recently', 'customerAsked');
      case 'asked_at_touchpoint':
        return counted('asked_at_touchpoint', 'touchpointAsked');
      case 'account_asked':
        return counted('account_asked', 'accountAsked');
      case 'too_old': {
        if (!rules) return [];
        const days = rules.rules.find(({ key }) => key === evidence['rule'])?.maxAgeDays ?? rules.maxAgeDays;
        return [
          text('check_age', {
            occurred: formats.instant(contact.occurredAt),
            decided: formats.instant(step.createdAt),
            days,
          }),
        ];
      }
      case 'not_sampled':
        return this.draw(told);
      case 'quota_reached': {
        const [taken, allowed] = [number('quotaTaken'), number('quotaAllowed')];
        if (taken === undefined || allowed === undefined) return [];
        const period = String(evidence['quotaPeriod'] ?? '');
        return [text('check_quota', { employee: told.employee ?? '–', period, taken, allowed })];
      }
      default:
        return [];
    }
  }

  /** The draw as it was kept, and as it is when it is repeated now. */
  private draw({ contact, evidence, rules, viewer }: Told): string[] {
    const text = (key: string, params = {}) => this.i18n.text(viewer.locale, `invitations.${key}`, params);
    const { draw, probability } = evidence;
    if (typeof draw !== 'number' || typeof probability !== 'number') return [];
    const formats = this.i18n.formatsFor(viewer.locale);
    const shown = (value: number) => formats.number(value, 6);
    const notes = [text('check_draw', { draw: shown(draw), probability: formats.number(probability) })];
    if (typeof evidence['takesOver'] === 'string') notes.push(text('check_takes_over'));
    if (rules) {
      const again = Math.floor(drawOf(contact.id, rules.sampling.salt) * 1e6) / 1e6;
      notes.push(
        again === draw ? text('check_draw_right') : text('check_draw_wrong', { draw: shown(again) }),
      );
    }
    return notes;
  }

  private async resends(then: InvitationRules | undefined, viewer: Viewer): Promise<string> {
    const rules = then ?? (await this.settings.get(invitationRules));
    const text = (key: string, params = {}) => this.i18n.text(viewer.locale, `invitations.${key}`, params);
    const { most, afterDays } = rules.reminders;
    const reminders = most > 0 ? text('rules_reminders', { most, days: afterDays }) : text('rules_none');
    return text('why_resends_text', { hours: rules.retryHours, reminders });
  }
}
