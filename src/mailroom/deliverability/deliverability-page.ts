/** What the deliverability page shows, put together and in the reader's words. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Clock, localDay, startOfDay } from '../../platform/clock';
import { Config } from '../../platform/config';
import { I18n } from '../../platform/i18n';
import { SettingsStore } from '../../platform/views';
import {
  BOUNCE_LIMITS,
  BULK_PER_DAY,
  COMPLAINT_LIMITS,
  FEWEST,
  forecast,
  type Limits,
  rateOf,
} from '../calc';
import { HookKey } from '../hook-key';
import { MailboxPoller } from '../mailbox-poller';
import { BulkSending } from './bulk-sending';
import { type DomainCheck, DomainChecks } from './domain-checks';
import type { Finding } from './finding';
import { type Moment, RECEIVERS, type Traffic, TrafficQueries } from './traffic.queries';

const DAY = 86_400_000;
const WINDOWS = [7, 30] as const;
const PAST_DAYS = 30;
/** Whole weeks, so that every weekday counts the same number of times. */
const USUAL_DAYS = 28;
const COMING_DAYS = 7;
const LOOKS = { good: 'badge-accent', care: 'badge-joy', bad: 'badge-care', unknown: '', few: '' } as const;
const WORST = ['bad', 'unknown', 'care', 'good'] as const;

type Say = (key: string, params?: Record<string, string | number>) => string;

@Injectable()
export class DeliverabilityPage {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly checks: DomainChecks,
    private readonly traffic: TrafficQueries,
    private readonly hook: HookKey,
    private readonly mailbox: MailboxPoller,
    private readonly bulkSending: BulkSending,
  ) {}

  async model(viewer: Viewer): Promise<object> {
    const say: Say = (key, params) => this.i18n.text(viewer.locale, key, params);
    const { timezone } = await this.settings.get('organization');
    const now = this.clock.now();
    const today = localDay(now, timezone);
    const days = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        localDay(middleOf(today, timezone) + (from + index) * DAY, timezone),
      );
    const past = days(1 - PAST_DAYS, PAST_DAYS);
    const since = startOfDay(past[0] ?? today, timezone);
    const [check, moments, complaints, incoming] = await Promise.all([
      this.checks.last(),
      this.traffic.moments(since),
      this.traffic.complaints(since),
      this.traffic.incoming(now - 30 * DAY),
    ]);
    const perDay = countPerDay(past, moments, complaints, timezone);
    return {
      domain: this.checks.domain,
      isPublic: this.checks.isPublic,
      sender: { captured: this.config.smtpUrl === null },
      check: check && this.checked(check, say),
      email: viewer.email,
      rates: await this.rates(now, viewer, say),
      limits: this.limits(viewer),
      days: perDay,
      hasTraffic: perDay.some(({ sent, complained }) => sent + complained > 0),
      chart: chartOf(perDay, viewer, this.i18n, say),
      forecast: await this.coming(days(0, COMING_DAYS), perDay, timezone),
      bulk: BULK_PER_DAY,
      bulkRules: await this.bulkSending.rules(check, now - PAST_DAYS * DAY, timezone, viewer),
      incoming: incoming.map((row) => ({ ...row, label: say(`mailroom.class_${row.class}`) })),
      ways: await this.ways(say),
      mayManage: viewer.can('settings.manage'),
    };
  }

  private checked({ checkedAt, findings }: DomainCheck, say: Say) {
    const worst = WORST.find((verdict) => findings.some((one) => one.verdict === verdict));
    return {
      checkedAt,
      summary: worst === undefined ? null : say(`mailroom.summary_${worst}`),
      findings: findings.map((one) => this.found(one, say)),
    };
  }

  private found({ check, verdict, code, params, found, record }: Finding, say: Say) {
    const shown = { domain: this.checks.domain, ...params };
    return {
      name: say(`mailroom.check_${check}`),
      purpose: say(`mailroom.purpose_${check}`),
      look: LOOKS[verdict],
      verdict: say(`mailroom.verdict_${verdict}`),
      text: say(`mailroom.finding_${code}`, shown),
      cure: verdict === 'good' ? null : say(`mailroom.cure_${code}`, shown),
      found,
      record,
    };
  }

  /** Per stretch of days a row per receiver and one for all: of how many mails how many came back and were called spam. */
  private async rates(now: number, viewer: Viewer, say: Say) {
    const formats = this.i18n.formatsFor(viewer.locale);
    const cell = (count: number, sent: number, limits: Limits) => {
      const { share, verdict } = rateOf(count, sent, limits);
      return {
        share: share === null ? '–' : formats.percent(share, limits === COMPLAINT_LIMITS ? 2 : 1),
        count: formats.number(count),
        look: LOOKS[verdict],
        verdict: sent === 0 ? '' : say(`mailroom.rate_${verdict}`),
      };
    };
    return Promise.all(
      WINDOWS.map(async (days) => {
        const by = await this.traffic.byReceiver(now - days * DAY);
        const rows = [...RECEIVERS, 'all' as const].map((receiver) => {
          const of = receiver === 'all' ? sumOf(Object.values(by)) : by[receiver];
          return {
            name: say(`mailroom.receiver_${receiver}`),
            sent: of.sent,
            bounced: cell(of.bounced, of.sent, BOUNCE_LIMITS),
            complained: cell(of.complained, of.sent, COMPLAINT_LIMITS),
          };
        });
        return { title: say('mailroom.last_days', { days }), rows };
      }),
    );
  }

  private limits(viewer: Viewer) {
    const formats = this.i18n.formatsFor(viewer.locale);
    return {
      bounceGood: formats.percent(BOUNCE_LIMITS.good, 0),
      bounceMost: formats.percent(BOUNCE_LIMITS.most, 0),
      complaintGood: formats.percent(COMPLAINT_LIMITS.good, 1),
      complaintMost: formats.percent(COMPLAINT_LIMITS.most, 1),
      fewest: FEWEST,
    };
  }

  private async coming(days: readonly string[], perDay: readonly DayTraffic[], zone: string) {
    const end = startOfDay(days.at(-1) ?? '', zone) + 2 * DAY;
    const planned = new Map<string, number>();
    for (const { at, sent } of await this.traffic.planned(end)) {
      // What should have left already leaves today.
      const day = [localDay(at, zone), days[0] ?? ''].sort().at(-1) ?? '';
      planned.set(day, (planned.get(day) ?? 0) + sent);
    }
    const usual = perDay.slice(-USUAL_DAYS - 1, -1);
    const hasPast = usual.some(({ sent }) => sent > 0);
    const rows = forecast(days, planned, new Map(hasPast ? usual.map(({ day, sent }) => [day, sent]) : []));
    const total = rows.reduce((sum, { expected }) => sum + expected, 0);
    return { rows, total, most: Math.max(...rows.map(({ expected }) => expected)) };
  }

  private async ways(say: Say) {
    const [hookExists, hookUsedAt, mailbox] = await Promise.all([
      this.hook.exists(),
      this.traffic.hookUsedAt(),
      this.mailbox.state(),
    ]);
    return {
      hookExists,
      hookUsedAt,
      mailbox: mailbox && {
        workedAt: mailbox.workedAt,
        failures: mailbox.failures,
        nextAt: mailbox.nextAt,
        error: mailbox.error === null ? null : say(`mailroom.mailbox_${mailbox.error}`),
      },
    };
  }
}

interface DayTraffic extends Traffic {
  day: string;
}

/** Noon or so: adding whole days to it never lands in the wrong one. */
function middleOf(day: string, zone: string): number {
  return startOfDay(day, zone) + DAY / 2;
}

function sumOf(all: readonly Traffic[]): Traffic {
  const sum = (of: (one: Traffic) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    sent: sum((one) => one.sent),
    bounced: sum((one) => one.bounced),
    complained: sum((one) => one.complained),
  };
}

function countPerDay(
  days: readonly string[],
  moments: readonly Moment[],
  complaints: readonly number[],
  zone: string,
): DayTraffic[] {
  const perDay = new Map(days.map((day) => [day, { day, sent: 0, bounced: 0, complained: 0 }]));
  for (const { at, sent, bounced } of moments) {
    const of = perDay.get(localDay(at, zone));
    if (!of) continue;
    of.sent += sent;
    of.bounced += bounced;
  }
  for (const at of complaints) {
    const of = perDay.get(localDay(at, zone));
    if (of) of.complained += 1;
  }
  return [...perDay.values()];
}

function chartOf(perDay: readonly DayTraffic[], viewer: Viewer, i18n: I18n, say: Say) {
  const formats = i18n.formatsFor(viewer.locale);
  return {
    labels: perDay.map(({ day }) => formats.day(day, 'short')),
    series: [
      {
        name: say('mailroom.arrived'),
        tone: 'accent',
        value: perDay.map(({ sent, bounced }) => sent - bounced),
      },
      { name: say('mailroom.bounced'), tone: 'care', value: perDay.map(({ bounced }) => bounced) },
      { name: say('mailroom.complained'), tone: 'joy', value: perDay.map(({ complained }) => complained) },
    ],
  };
}
