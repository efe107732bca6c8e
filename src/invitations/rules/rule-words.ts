/** Rules in words: one line for each thing they say, so that people can read a rule and see what a change changed. */
import type { LocaleText } from '../../kernel';
import { type Locale, pickText } from '../../kernel';
import type { I18n } from '../../platform/i18n';
import type { Quota, SamplingRule } from '../calc';
import type { InvitationRules } from '../invitation-rules';

/** One thing the rules say. */
export interface RuleLine {
  readonly id: string;
  readonly label: string;
  readonly text: string;
}

export interface ChangedLine {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** Monday 5 January 2026: a day to name weekdays by. */
const A_MONDAY = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;

/** @param number 1 = Monday … 7 = Sunday */
export function weekdayName(number: number, tag: string): string {
  const format = new Intl.DateTimeFormat(tag, { weekday: 'long', timeZone: 'UTC' });
  return format.format(A_MONDAY + (number - 1) * DAY);
}

export class RuleWords {
  private readonly tag: string;

  /** @param touchpoints names per language, by code */
  constructor(
    private readonly i18n: I18n,
    private readonly locale: Locale,
    private readonly touchpoints: ReadonlyMap<string, LocaleText>,
  ) {
    this.tag = i18n.formatsFor(locale).tag;
  }

  text(key: string, params: Record<string, string | number> = {}): string {
    return this.i18n.text(this.locale, `invitations.${key}`, params);
  }

  number(value: number): string {
    return this.i18n.formatsFor(this.locale).number(value);
  }

  /** `42.9 %`; a dash where there is nothing to take a share of. */
  share(part: number, whole: number): string {
    return whole > 0 ? this.i18n.formatsFor(this.locale).percent(part / whole, 1) : '–';
  }

  channel(code: string): string {
    return this.i18n.text(this.locale, `interactions.channel_${code}`);
  }

  segment(code: string): string {
    return this.text(`segment_${code}`);
  }

  touchpoint(code: string): string {
    const names = this.touchpoints.get(code);
    return names ? pickText(names, this.locale) : code;
  }

  /** For whom a rule is: "Telephone; reasons: billing, payment". */
  scope(rule: Pick<SamplingRule, 'touchpoints' | 'channels' | 'reasons' | 'segments'>): string {
    const parts = [
      this.list(rule.touchpoints.map((code) => this.touchpoint(code))),
      this.list(rule.channels.map((code) => this.channel(code))),
      rule.reasons.length > 0 ? this.text('rules_for_reasons', { reasons: this.list(rule.reasons) }) : '',
      this.list(rule.segments.map((code) => this.segment(code))),
    ].filter(Boolean);
    return parts.length > 0 ? parts.join('; ') : this.text('rules_for_all');
  }

  /** What a rule does: "50 %; at most 8 per employee and week, spread evenly; not before 60 minutes". */
  deed(
    rule: Omit<SamplingRule, 'key' | 'name' | 'touchpoints' | 'channels' | 'reasons' | 'segments'>,
  ): string {
    const formats = this.i18n.formatsFor(this.locale);
    const share = rule.probability * 100;
    const parts = [
      rule.probability === 0
        ? this.text('rules_nobody')
        : rule.probability === 1
          ? this.text('rules_everybody')
          : formats.percent(rule.probability, Number.isInteger(share) ? 0 : 1),
      rule.quota ? this.quota(rule.quota) : '',
      rule.delayMinutes === null ? '' : this.text('rules_not_before', { minutes: rule.delayMinutes }),
      rule.maxAgeDays === null ? '' : this.text('rules_not_after', { days: rule.maxAgeDays }),
      rule.priority === 50 ? '' : this.text('rules_priority_is', { priority: rule.priority }),
    ];
    return parts.filter(Boolean).join('; ');
  }

  quota({ most, per, evenly }: Quota): string {
    const text = this.text(`rules_quota_${per}`, { most });
    return evenly ? `${text} (${this.text('rules_quota_evenly')})` : text;
  }

  /** Everything the rules, or a part of them, say. */
  lines(rules: Partial<InvitationRules>): RuleLine[] {
    const lines: RuleLine[] = [];
    const say = (id: string, text: string, label = this.text(`rules_line_${id}`)) =>
      lines.push({ id, label, text });
    const none = this.text('rules_none');
    const { delayMinutes, maxAgeDays, quietHours, quietWeekdays, holidays, frequency, reminders, excluded } =
      rules;
    const limit = (most: number, days: number) => this.text('rules_limit', { most, days });
    if (delayMinutes !== undefined) say('delay', this.text('rules_minutes', { minutes: delayMinutes }));
    if (maxAgeDays !== undefined) say('age', this.text('rules_days', { days: maxAgeDays }));
    if (quietHours !== undefined)
      say('quiet', quietHours ? `${clock(quietHours.from)}–${clock(quietHours.until)}` : none);
    if (quietWeekdays !== undefined)
      say('weekdays', this.list(quietWeekdays.map((day) => weekdayName(day, this.tag))) || none);
    if (holidays !== undefined) {
      const country = holidays.country ?? this.text('rules_own_country');
      const place = holidays.observe ? [holidays.state ? `${country}-${holidays.state}` : country] : [];
      say('holidays', [...place, ...holidays.extra].join(', ') || none);
    }
    if (rules.askAgainDays !== undefined) say('again', this.text('rules_days', { days: rules.askAgainDays }));
    if (frequency) {
      const { customerMost, touchpoint, account } = frequency;
      say('customer', this.text('rules_times', { times: customerMost }));
      say('touchpoint', touchpoint ? limit(touchpoint.most, touchpoint.days) : none);
      say('account', account ? limit(account.most, account.days) : none);
    }
    if (rules.openDays !== undefined) say('open', this.text('rules_days', { days: rules.openDays }));
    if (rules.retryHours !== undefined) say('retry', this.text('rules_hours', { hours: rules.retryHours }));
    if (reminders)
      say('reminders', reminders.most > 0 ? this.text('rules_reminders', { most: reminders.most, days: reminders.afterDays }) : none); // prettier-ignore
    if (rules.laterContact !== undefined) say('later', this.text(`rules_later_${rules.laterContact}`));
    if (excluded) {
      for (const part of ['reasons', 'internal', 'machines', 'marks'] as const)
        say(`excluded_${part}`, excluded[part].join(', ') || none);
    }
    if (rules.sampling)
      say('otherwise', this.deed({ ...rules.sampling, delayMinutes: null, maxAgeDays: null }));
    if (rules.rules) {
      say('order', rules.rules.map((rule, index) => `${index + 1} ${rule.name}`).join(', ') || none);
      for (const rule of rules.rules)
        say(`rule ${rule.key}`, `${this.scope(rule)}: ${this.deed(rule)}`, rule.name);
    }
    return lines;
  }

  /** What differs between two sets of rules, or between the parts of them that were changed. */
  changes(from: Partial<InvitationRules>, to: Partial<InvitationRules>): ChangedLine[] {
    const before = new Map(this.lines(from).map((line) => [line.id, line]));
    const after = new Map(this.lines(to).map((line) => [line.id, line]));
    const none = this.text('rules_none');
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
      const [old, now] = [before.get(id), after.get(id)];
      const label = now?.label ?? old?.label ?? id;
      return old?.text === now?.text ? [] : [{ label, before: old?.text ?? none, after: now?.text ?? none }];
    });
  }

  private list(items: readonly string[]): string {
    return items.length > 0 ? this.i18n.formatsFor(this.locale).list(items) : '';
  }
}

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
