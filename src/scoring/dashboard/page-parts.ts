/** Parts of result pages that several of them show: the way from contacts to answers, and the time line. */
import type { Viewer } from '../../access';
import { addDays, type Locale, type Period, WHOLE_SHARE } from '../../kernel';
import type { I18n } from '../../platform/i18n';
import { doubtOf, peersOf, rateOf, type Way, wayOf, type WayRow } from './contact-ways';
import type { Names } from './dashboard-names';
import { type Filters, mainScale, type RatedRow } from './selection';
import type { TimeLine } from './time-line';

/** A message in the reader's language. */
export type Say = (key: string, params?: Record<string, string | number>) => string;

/** By channel and reason, the most contacts first. */
export function cellsOf(rows: readonly WayRow[], { filters }: { readonly filters: Filters }, names: Names) {
  const cells = new Map<string, { channel: string; reason: string }>();
  for (const { channel, reason } of rows) cells.set(`${channel} ${reason}`, { channel, reason });
  const whole = wayOf(rows, filters);
  return [...cells.values()]
    .filter(
      ({ channel, reason }) =>
        (filters.channel ?? channel) === channel && (filters.reason ?? reason) === reason,
    )
    .map(({ channel, reason }) => {
      const way = wayOf(rows, { ...filters, channel, reason });
      return {
        name: `${names.nameOf('channel', channel)} · ${names.nameOf('reason', reason)}`,
        ...way,
        rate: rateOf(way),
        doubt: doubtOf(way, peersOf(whole, way)),
      };
    })
    .filter(({ contacts }) => contacts > 0)
    .sort((a, b) => b.contacts - a.contacts);
}

/**
 * The way in steps, with what each is of the one before, and what says that the answers may not speak for all.
 * @param contacts the address of the invitations about the contacts; null for a reader who may not see them
 */
export function wayModel(
  whole: Way,
  peers: Way | null,
  cells: ReturnType<typeof cellsOf>,
  say: Say,
  contacts: string | null,
) {
  const steps = (['contacts', 'eligible', 'invited', 'delivered', 'answered'] as const).map(
    (part, index, all) => {
      const previous = index === 0 ? null : whole[all[index - 1]!];
      return {
        part,
        label: say(`dashboard.way_${part}`),
        n: whole[part],
        ofAll: whole.contacts > 0 ? whole[part] / whole.contacts : 0,
        href: contacts === null ? null : part === 'contacts' ? contacts : `${contacts}&step=${part}`,
        ofPrevious: previous === null || previous === 0 ? null : whole[part] / previous,
      };
    },
  );
  const doubt = peers ? doubtOf(whole, peers) : doubtOf(whole, whole);
  return {
    any: whole.contacts > 0,
    steps,
    rate: rateOf(whole),
    peersRate: peers ? rateOf(peers) : null,
    doubt,
    cells,
    doubtful: cells.filter((cell) => cell.doubt !== null).length,
  };
}

export function trendModel(timeLine: TimeLine, csatTarget: number, i18n: I18n, locale: Locale) {
  const formats = i18n.formatsFor(locale);
  const say = (key: string) => i18n.text(locale, key);
  const months = timeLine.unit === 'month';
  const rows = timeLine.points.map(({ period, n, share }) => ({
    name: months
      ? formats.day(period.from, 'month')
      : formats.dayRange(period.from, addDays(period.to, -1), 'compact'),
    n,
    csat: share?.share ?? null,
    low: share?.low ?? null,
    high: share?.high ?? null,
  }));
  const percent = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 10);
  const lows = rows.flatMap(({ low }) => (low === null ? [] : [low * 100]));
  return {
    title: say(months ? 'scoring.trend' : 'dashboard.trend_weeks'),
    head: say(months ? 'scoring.month' : 'dashboard.week'),
    any: lows.length > 0,
    rows,
    chart: {
      labels: timeLine.points.map(({ period }) =>
        formats.day(period.from, months ? 'shortMonth' : 'compact'),
      ),
      value: rows.map(({ csat }) => percent(csat)),
      low: rows.map(({ low }) => percent(low)),
      high: rows.map(({ high }) => percent(high)),
      target: csatTarget,
      min: Math.max(0, Math.floor((Math.min(csatTarget, ...lows) - 5) / 10) * 10),
      max: 100,
      unit: '%',
      names: {
        value: say('scoring.satisfied'),
        low: say('scoring.chart.low'),
        high: say('scoring.chart.high'),
        target: say('scoring.chart.target'),
      },
    },
  };
}

/** Where the invitations about some contacts are listed, behind a number; null for a reader who may not see them. */
export function contactsHref(
  viewer: Viewer,
  period: Period,
  filters: Readonly<Record<string, string>>,
): string | null {
  if (!viewer.can('invitations.view')) return null;
  const query = { from: period.from, to: addDays(period.to, -1), ...filters };
  return `/invitations?${new URLSearchParams(query).toString()}`;
}

/** How often each rating was given, the best first; null where nothing may be shown. */
export function distributionModel(
  shown: readonly RatedRow[],
  evidence: (rating: string) => string | null,
  i18n: I18n,
  locale: Locale,
) {
  const scale = mainScale(shown);
  if (!scale) return null;
  const { min, max, weights } = scale.counts;
  const { n, mean } = scale.mean;
  return {
    max,
    mean,
    rows: weights
      .map((ppm, index) => ({
        label: String(min + index),
        n: ppm / WHOLE_SHARE,
        share: ppm / WHOLE_SHARE / n,
      }))
      .reverse()
      .map((row) => ({ ...row, evidence: evidence(row.label) })),
    sentence: i18n.text(locale, 'dashboard.distribution_sentence', {
      mean: i18n.formatsFor(locale).number(mean ?? 0, 2),
      max,
    }),
  };
}
