/**
 * A week with far more answers about one reason than usual: how satisfied customers were in it, and what they wrote about
 * more than in the weeks before.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, groupedBy, type Locale, type Period, pickText } from '../../kernel';
import { I18n } from '../../platform/i18n';
import { shareDifference, weekOf } from '../calc';
import { CommentQueries } from '../comments/comments.queries';
import { LEAST_COMMENTS, shareChange } from '../themes/calc/lift';
import { wantedOf } from '../themes/theme-definition';
import { Themes } from '../themes/themes.service';
import type { Names } from './dashboard-names';
import { RatedRows } from './rated-rows';
import type { Sentence } from './sentence';
import { about, DIMENSIONS, type Filters, mayShow, responsesIn, satisfied, valuesOf } from './selection';

/** A kind of contact counts as an outburst from so many answers a week, so many times the usual, so far beyond chance. */
const LEAST = { answers: 12, times: 2, z: 3.7 } as const;
/** What customers write about is held against so many weeks before. */
const WEEKS_BEFORE = 8;
const MOST_THEMES = 2;

@Injectable()
export class Outbursts {
  constructor(
    private readonly rows: RatedRows,
    private readonly comments: CommentQueries,
    private readonly themes: Themes,
    private readonly i18n: I18n,
  ) {}

  /** The strongest of the period, of the organization or of one team; null when there was none. */
  async strongest(
    period: Period,
    viewer: Viewer,
    names: Names,
    filters: Pick<Filters, 'team'> = {},
  ): Promise<Sentence | null> {
    const { locale } = viewer;
    const year = { from: addDays(period.to, -365), to: period.to };
    const rows = about(await this.rows.years(year, filters), 'service');
    const own = rows.filter(({ day }) => year.from <= day && day < year.to);
    let found: { week: string; reason: string; n: number; usual: number; z: number } | null = null;
    for (const [reason, rows] of valuesOf(own, 'reason')) {
      const weeks = [...groupedBy(rows, ({ day }) => weekOf(day))].map(([week, rated]) => ({
        week,
        n: responsesIn(rated),
      }));
      const usual = median(weeks.map(({ n }) => n));
      for (const { week, n } of weeks) {
        const z = (n - usual) / Math.sqrt(Math.max(1, usual));
        if (addDays(week, 7) <= period.from || week >= period.to) continue;
        if (n < LEAST.answers || n < LEAST.times * usual || z < LEAST.z) continue;
        if (!found || z > found.z) found = { week, reason, n, usual, z };
      }
    }
    if (!found) return null;
    const { week, reason, n, usual } = found;
    const days = { from: week, to: addDays(week, 7) };
    const dimensions = DIMENSIONS.filter((name) => name === 'reason' || name in filters);
    const within = about(await this.rows.load({ period: days, dimensions }), 'service');
    if (!mayShow(within, { ...filters, reason })) return null;
    const formats = this.i18n.formatsFor(locale);
    const more = [
      mayShow(within, filters) ? this.fell(own, week, locale) : null,
      filters.team === undefined ? await this.themesThatRose(days, viewer) : null,
    ];
    const text = this.i18n.text(locale, 'dashboard.stands_outburst', {
      week: formats.day(week, 'compact'),
      reason: names.nameOf('reason', reason).toLocaleLowerCase(locale),
      count: Math.round(n),
      n: formats.number(n, 0),
      usual: formats.number(usual, 0),
    });
    const query = new URLSearchParams({
      period: 'range',
      from: week,
      to: addDays(week, 6),
      ...filters,
      reason,
    });
    return {
      kind: 'outburst',
      text: [text, ...more.flatMap((sentence) => sentence ?? [])].join(' '),
      href: `/dashboard?${query.toString()}`,
    };
  }

  /** That fewer customers than in the other weeks were satisfied, where chance does not explain it. */
  private fell(rows: Parameters<typeof satisfied>[0], week: string, locale: Locale): string | null {
    const then = satisfied(rows.filter(({ day }) => weekOf(day) === week));
    const others = satisfied(rows.filter(({ day }) => weekOf(day) !== week));
    const difference = then && others ? shareDifference(then, others) : null;
    if (!then || !others || !difference?.beyondChance || difference.difference > 0) return null;
    const formats = this.i18n.formatsFor(locale);
    return this.i18n.text(locale, 'dashboard.stands_outburst_fell', {
      share: formats.percent(then.share),
      others: formats.percent(others.share),
    });
  }

  /** What was written about more than in the weeks before, the largest rise first. */
  private async themesThatRose(week: Period, viewer: Viewer): Promise<string | null> {
    if (viewer.scopeOf('answers.view') !== 'all') return null;
    const before = { from: addDays(week.from, -7 * WEEKS_BEFORE), to: week.from };
    const count = async (period: Period, wanted?: ReturnType<typeof wantedOf>) =>
      (await this.comments.sums('all', { period, ...(wanted && { wanted }) })).reduce(
        (sum, { comments }) => sum + comments,
        0,
      );
    const [total, totalBefore] = [await count(week), await count(before)];
    const risen: { name: string; from: number; to: number }[] = [];
    for (const theme of await this.themes.current()) {
      const wanted = wantedOf(theme);
      const n = await count(week, wanted);
      if (n < LEAST_COMMENTS) continue;
      const change = shareChange([n, total], [await count(before, wanted), totalBefore]);
      if (!change || change.interval.low <= 0) continue;
      const name = pickText(theme.names, viewer.locale) ?? theme.key;
      risen.push({ name, from: n / total - change.difference, to: n / total });
    }
    if (risen.length === 0) return null;
    const formats = this.i18n.formatsFor(viewer.locale);
    const named = risen
      .sort((a, b) => b.to - b.from - (a.to - a.from))
      .slice(0, MOST_THEMES)
      .map(({ name, from, to }) =>
        this.i18n.text(viewer.locale, 'dashboard.stands_outburst_theme', {
          name,
          from: formats.percent(from),
          to: formats.percent(to),
        }),
      );
    return this.i18n.text(viewer.locale, 'dashboard.stands_outburst_themes', { themes: formats.list(named) });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
