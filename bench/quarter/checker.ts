/**
 * Proves from the log of sent mails and the input file alone that every rule was respected. It shares no code with the
 * product: times of day come from `Intl`, holidays stand here as dates, quotas and windows are counted anew.
 */
import type { LoggedMail } from './mail-log';
import type { QUARTER_RULES } from './rules';
import { ORGANIZATION_ZONE, type Story, type StoryContact, type StoryCustomer } from './story';

type Rules = typeof QUARTER_RULES;
type Rule = Pick<Rules['rules'][number], 'key' | 'probability' | 'quota' | 'priority'> & {
  delay: number;
  age: number;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Public holidays of Mexico in the quarter, and the day of our own. */
const HOLIDAYS = ['2026-09-16', '2026-11-16', '2026-11-02'];
/** How often the sender looks: a mail may be that much later than it could have been. */
const TICK = 10 * MINUTE;

export interface Checked {
  /** How often each rule was looked at. */
  readonly looked: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

const formats = new Map<string, Intl.DateTimeFormat>();
function wall(at: number, zone: string): { day: string; hour: number; weekday: string } {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', weekday: 'short', hourCycle: 'h23' }); // prettier-ignore
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: `${part['year']}-${part['month']}-${part['day']}`,
    hour: Number(part['hour']),
    weekday: part['weekday'] ?? '',
  };
}

function ruleOf(contact: StoryContact, customer: StoryCustomer, rules: Rules): Rule {
  const any = (list: readonly string[], value: string) => list.length === 0 || list.includes(value);
  const found = rules.rules.find(
    (rule) => any(rule.channels, contact.channel) && any(rule.reasons, contact.reason) && any(rule.segments, customer.segment),
  ); // prettier-ignore
  const { key, probability, quota, priority } = found ?? { key: '', ...rules.sampling };
  return {
    key,
    probability,
    quota,
    priority,
    delay: (found?.delayMinutes ?? rules.delayMinutes) * MINUTE,
    age: (found?.maxAgeDays ?? rules.maxAgeDays) * DAY,
  };
}

/** ISO week or month of a day, the day's number in it, and how many it has. */
function periodOf(day: string, per: 'week' | 'month'): { name: string; nth: number; days: number } {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  if (per === 'month')
    return { name: day.slice(0, 7), nth: date, days: new Date(Date.UTC(year, month, 0)).getUTCDate() };
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  const monday = new Date(Date.parse(`${day}T00:00:00Z`) - (weekday - 1) * DAY).toISOString().slice(0, 10);
  return { name: monday, nth: weekday, days: 7 };
}

class Checker {
  readonly looked: Record<string, number> = {};
  private readonly told: Record<string, number> = {};
  readonly violations: string[] = [];
  private readonly byEmail: ReadonlyMap<string, StoryCustomer>;
  private readonly contactsOf = new Map<string, StoryContact[]>();
  private readonly firsts: readonly LoggedMail[];

  constructor(
    private readonly story: Story,
    private readonly rules: Rules,
    private readonly mails: readonly LoggedMail[],
  ) {
    this.byEmail = new Map(story.customers.flatMap((one) => (one.email === null ? [] : [[one.email, one]])));
    for (const contact of story.contacts)
      this.contactsOf.set(contact.customer, [...(this.contactsOf.get(contact.customer) ?? []), contact]);
    this.firsts = mails.filter(({ remindsOf }) => remindsOf === null);
  }

  private expect(rule: string, holds: boolean, about: () => string): void {
    this.looked[rule] = (this.looked[rule] ?? 0) + 1;
    if (holds) return;
    // Twenty of each rule are enough to find the fault, and none may crowd out those of another rule.
    const told = (this.told[rule] = (this.told[rule] ?? 0) + 1);
    if (told <= 20) this.violations.push(`${rule}: ${about()}`);
  }

  private customer(mail: LoggedMail): StoryCustomer | undefined {
    return this.byEmail.get(mail.to);
  }

  private matching(mail: LoggedMail): StoryContact[] {
    return (this.contactsOf.get(this.customer(mail)?.id ?? '') ?? []).filter(
      (contact) =>
        contact.channel === mail.channel &&
        contact.reason === mail.reason &&
        contact.employee === mail.employee &&
        wall(contact.occurredAt, ORGANIZATION_ZONE).day === mail.day,
    );
  }

  /** May anybody write to this customer at all? */
  private isReachable({ email }: StoryCustomer): boolean {
    if (email === null || email.startsWith('no-reply')) return false;
    return !email.endsWith('casa.example') && !this.story.employees.some((one) => one.email === email);
  }

  run(): Checked {
    for (const mail of this.mails) this.everyMail(mail);
    for (const mail of this.firsts) this.firstMail(mail);
    this.frequency();
    this.quotas();
    this.reminders();
    this.reactions();
    this.draws();
    this.important();
    return { looked: this.looked, violations: this.violations };
  }

  private everyMail(mail: LoggedMail): void {
    const customer = this.customer(mail);
    this.expect(
      'only to customers who may be written to',
      customer !== undefined && this.isReachable(customer),
      () => mail.to,
    );
    const { day, hour, weekday } = wall(mail.at, customer?.zone ?? ORGANIZATION_ZONE);
    const when = () => `${new Date(mail.at).toISOString()} in ${customer?.zone ?? 'the organization’s zone'}`;
    this.expect('never in quiet hours', hour >= 8 && hour < 21, when);
    this.expect('never on a quiet weekday', weekday !== 'Sun', when);
    this.expect('never on a holiday', !HOLIDAYS.includes(day), when);
  }

  private firstMail(mail: LoggedMail): void {
    const customer = this.customer(mail);
    const contacts = this.matching(mail);
    const about = () =>
      `${mail.to} ${mail.day} ${mail.channel} ${mail.reason} at ${new Date(mail.at).toISOString()}`;
    this.expect('every mail is about a contact of the input', contacts.length > 0, about);
    if (!customer) return;
    const fitting = contacts.filter((contact) => {
      const rule = ruleOf(contact, customer, this.rules);
      return (
        !contact.spam &&
        !this.rules.excluded.reasons.includes(contact.reason) &&
        rule.probability > 0 &&
        mail.at >= Math.max(contact.reportedAt, contact.occurredAt + rule.delay) &&
        mail.at <= contact.occurredAt + rule.age + TICK
      );
    });
    this.expect('not too early, not too late, nothing excluded, no spam', fitting.length > 0, about);
    const alike = this.firsts.filter((other) => other.to === mail.to && other.day === mail.day && other.channel === mail.channel && other.reason === mail.reason); // prettier-ignore
    this.expect('at most one first mail per contact', alike.length <= Math.max(1, contacts.length), about);
    const reopened = (this.contactsOf.get(customer.id) ?? []).some(
      (later) =>
        later.reopened &&
        later.reason === mail.reason &&
        later.reportedAt <= mail.at - TICK &&
        contacts.every((one) => one.id !== later.id && later.occurredAt >= one.occurredAt),
    );
    this.expect('no mail about a matter that was reopened', !reopened, about);
  }

  private frequency(): void {
    const { frequency, askAgainDays } = this.rules;
    const window = (
      name: string,
      key: (mail: LoggedMail) => string | null,
      limit: { most: number; days: number } | null,
      forgotten: (mail: LoggedMail) => number = () => Infinity,
    ) => {
      if (!limit) return;
      const times = new Map<string, { at: number; until: number }[]>();
      for (const mail of this.firsts) {
        const of = key(mail);
        if (of !== null) times.set(of, [...(times.get(of) ?? []), { at: mail.at, until: forgotten(mail) }]);
      }
      for (const [of, list] of times) {
        for (const { at } of list) {
          const since = at - limit.days * DAY;
          const inside = list.filter(
            (other) => other.at > since && other.at <= at && other.until > at,
          ).length;
          this.expect(
            name,
            inside <= limit.most,
            () => `${of}: ${inside} up to ${new Date(at).toISOString()}`,
          );
        }
      }
    };
    window('per customer', (mail) => mail.to, { most: frequency.customerMost, days: askAgainDays });
    window('per customer and touchpoint', (mail) => `${mail.to} ${mail.channel}`, frequency.touchpoint);
    // Who is erased is of no account any more: nobody can know that the account was asked through them.
    window(
      'per account',
      (mail) => this.customer(mail)?.account ?? null,
      frequency.account,
      (mail) => this.erasedAt(mail),
    );
  }

  /** When the customer of a mail was erased: some hours after their first one. */
  private erasedAt({ to }: LoggedMail): number {
    const { reaction } = this.byEmail.get(to) ?? {};
    if (reaction?.kind !== 'is_erased') return Infinity;
    const first = this.firsts.find((mail) => mail.to === to);
    return first ? first.at + reaction.hours * HOUR : Infinity;
  }

  private quotas(): void {
    const counted = new Map<
      string,
      { quota: NonNullable<Rule['quota']>; days: { nth: number; days: number }[] }
    >();
    for (const mail of this.firsts) {
      const [customer, contact] = [this.customer(mail), this.matching(mail)[0]];
      if (!customer || !contact) continue;
      const rule = ruleOf(contact, customer, this.rules);
      if (!rule.quota) continue;
      const { name, nth, days } = periodOf(mail.day, rule.quota.per);
      const key = `${rule.key} ${mail.employee} ${name}`;
      const entry = counted.get(key) ?? { quota: rule.quota, days: [] };
      entry.days.push({ nth, days });
      counted.set(key, entry);
    }
    for (const [key, { quota, days }] of counted) {
      this.expect('quota per employee and period', days.length <= quota.most, () => `${key}: ${days.length}`);
      if (!quota.evenly) continue;
      for (const { nth, days: length } of days) {
        const by = days.filter((one) => one.nth <= nth).length;
        this.expect(
          'quota spread over the days',
          by <= Math.ceil((quota.most * nth) / length),
          () => `${key}: ${by} by day ${nth}`,
        );
      }
    }
  }

  private reminders(): void {
    const { reminders, openDays } = this.rules;
    const first = new Map(this.firsts.map((mail) => [mail.messageId, mail]));
    const threads = new Map<string, LoggedMail[]>();
    for (const mail of this.mails) {
      if (mail.remindsOf !== null)
        threads.set(mail.remindsOf, [...(threads.get(mail.remindsOf) ?? []), mail]);
    }
    for (const [id, list] of threads) {
      const start = first.get(id);
      this.expect('a reminder answers to a first mail that was sent', start !== undefined, () => id);
      if (!start) continue;
      this.expect(
        'no more reminders than allowed',
        list.length <= reminders.most,
        () => `${id}: ${list.length}`,
      );
      [start, ...list].slice(0, -1).forEach((mail, index) => {
        const gap = (list[index]?.at ?? 0) - mail.at;
        this.expect(
          'reminders keep their distance',
          gap >= reminders.afterDays * DAY,
          () => `${id}: ${gap / DAY} days`,
        );
      });
      for (const mail of list) {
        this.expect('no reminder after the survey closed', mail.at < start.at + openDays * DAY, () => id);
        this.expect('a reminder is about the same contact', mail.to === start.to && mail.day === start.day && mail.channel === start.channel, () => id); // prettier-ignore
      }
    }
    const ids = new Set(this.mails.map(({ messageId }) => messageId));
    this.expect(
      'every Message-ID once',
      ids.size === this.mails.length,
      () => `${ids.size} of ${this.mails.length}`,
    );
  }

  /** What customers did after their first mail, some hours later. */
  private reactions(): void {
    const seen = new Set<string>();
    for (const mail of this.firsts) {
      const customer = this.customer(mail);
      if (!customer?.reaction || seen.has(customer.id)) continue;
      seen.add(customer.id);
      const { kind, hours } = customer.reaction;
      const since = mail.at + hours * HOUR;
      const after = this.mails.filter((other) => other.to === mail.to && other.at > since);
      const again = after.filter(
        (other) => kind === 'unsubscribes' || kind === 'is_erased' || other.remindsOf === mail.messageId,
      );
      this.expect(
        `nothing that is unwelcome after a customer ${kind}`,
        again.length === 0,
        () => `${mail.to}: ${again.length}`,
      );
    }
  }

  /** Customers with one contact only and nothing else in the way show what the draw does. */
  private draws(): void {
    const counts = new Map<string, { rule: Rule; sent: number; contacts: number }>();
    const asked = new Set(this.firsts.map((mail) => mail.to));
    for (const customer of this.story.customers) {
      const [contact, ...more] = this.contactsOf.get(customer.id) ?? [];
      if (!contact || more.length > 0 || customer.account !== null || !this.isReachable(customer)) continue;
      if (contact.spam || this.rules.excluded.reasons.includes(contact.reason)) continue;
      // A day before the age allowed ends, quiet times may still push a mail over it.
      const rule = ruleOf(contact, customer, this.rules);
      if (rule.quota || contact.reportedAt > contact.occurredAt + rule.age - 3 * DAY) continue;
      const entry = counts.get(rule.key) ?? { rule, sent: 0, contacts: 0 };
      const sent = asked.has(customer.email ?? '') ? 1 : 0;
      counts.set(rule.key, { rule, sent: entry.sent + sent, contacts: entry.contacts + 1 });
    }
    for (const [key, { rule, sent, contacts }] of counts) {
      const allowed = 5 * Math.sqrt(contacts * rule.probability * (1 - rule.probability));
      this.expect('as many are drawn as the probability says, all of them at 1', Math.abs(sent - contacts * rule.probability) <= allowed, () => `${key}: ${sent} of ${contacts} at ${rule.probability}`); // prettier-ignore
    }
  }

  /** An outage (priority 80, everybody) loses to nothing but mails that had left before, and other outages. */
  private important(): void {
    for (const customer of this.story.customers) {
      if (!this.isReachable(customer) || customer.account !== null || customer.reaction !== null) continue;
      if (customer.segment === 'former') continue;
      const contacts = this.contactsOf.get(customer.id) ?? [];
      const mails = this.firsts.filter((mail) => mail.to === customer.email);
      for (const contact of contacts) {
        if (contact.reason !== 'outage' || contact.spam) continue;
        if (contacts.some((other) => other.reopened && other.reason === 'outage')) continue;
        if (contact.reportedAt > contact.occurredAt + 2 * DAY) continue;
        const own = mails.some((mail) => this.matching(mail).some(({ id }) => id === contact.id));
        const stronger = mails.some(
          (mail) =>
            mail.at > contact.reportedAt - 41 * DAY &&
            (mail.at <= contact.reportedAt + TICK || mail.reason === 'outage'),
        );
        this.expect(
          'the more important invitation stays',
          own || stronger,
          () => `${customer.id} ${contact.id}`,
        );
      }
    }
  }
}

export function checkQuarter(story: Story, rules: Rules, mails: readonly LoggedMail[]): Checked {
  return new Checker(story, rules, mails).run();
}
