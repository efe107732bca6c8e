/** The page of themes: what customers write about, how much the rating differs when they do, and what changed. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, type Locale, pickText } from '../../kernel';
import { I18n, type Formats } from '../../platform/i18n';
import { addressOf, CommentChoice } from '../comments/comment-choice';
import { PeriodChoice } from '../period-choice';
import type { Lift } from './calc/lift';
import { type ThemeCount, ThemeCounter, type ThemeCounts } from './theme-counts';
import { Themes } from './themes.service';

/** What is said in words above the table, at most. */
const MOST_SENTENCES = 4;

type Reading = 'lower' | 'higher' | 'unclear' | 'few';

@Injectable()
export class ThemesPage {
  constructor(
    private readonly themes: Themes,
    private readonly counter: ThemeCounter,
    private readonly choices: CommentChoice,
    private readonly periods: PeriodChoice,
    private readonly i18n: I18n,
  ) {}

  async model(viewer: Viewer, query: unknown) {
    const { locale } = viewer;
    const { visible, period, form, kept, ...filters } = await this.choices.counted(viewer, query);
    const themes = await this.themes.all();
    const counts = await this.counter.count(
      visible,
      filters,
      period.period,
      themes.filter(({ retired }) => !retired),
    );
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, key, params);
    const formats = this.i18n.formatsFor(locale);
    const rows = counts.themes
      .map((count) =>
        this.row(count, locale, [['period', period.value], ...kept.filter(([name]) => name !== 'period')]),
      )
      .sort((one, other) => other.comments - one.comments || one.name.localeCompare(other.name, locale));
    const { periodName } = this.periods.model(period, locale);
    const mayManage = viewer.can('themes.manage');
    return {
      title: say('comments.themes_title'),
      heading: say('comments.themes_heading', { period: periodName }),
      form,
      chosen: form.filter(({ chosen }) => chosen).length,
      comments: counts.comments,
      rated: counts.rated,
      basis: this.basis(counts, locale),
      sentences: sentencesOf(rows),
      rows,
      chart: chartOf(rows, say('comments.column_difference')),
      chartHeight: rows.filter(({ lift }) => lift !== null).length,
      mayManage,
      retired: mayManage
        ? themes
            .filter(({ retired }) => retired)
            .map(({ key, names }) => ({ key, name: pickText(names, locale) }))
        : [],
      changedLists: themes.filter(({ version, retired }) => version > 0 && !retired).length,
      lists: say('comments.themes_lists', {
        count: themes.filter(({ version, retired }) => version > 0 && !retired).length,
      }),
      ofScale: counts.scale ? formats.number(counts.scale.max, 0) : undefined,
    };
  }

  private row(count: ThemeCount, locale: Locale, kept: readonly [string, string][]) {
    const { theme, lift, change } = count;
    const name = pickText(theme.names, locale);
    const formats = this.i18n.formatsFor(locale);
    const reading = readingOf(lift);
    const clearly =
      change === null
        ? 'none'
        : change.interval.low > 0
          ? 'more'
          : change.interval.high < 0
            ? 'less'
            : 'same';
    return {
      key: theme.key,
      name,
      version: theme.version,
      href: addressOf('/comments', [...kept, ['theme', theme.key]]),
      comments: count.comments,
      share: count.share,
      shareBefore: count.shareBefore,
      change: clearly,
      changeText: this.i18n.text(locale, `comments.change_${clearly}`),
      lift,
      reading,
      sentence: this.i18n.text(locale, `comments.lift_${reading}`, {
        theme: name,
        ...magnitude(lift, formats),
      }),
    };
  }

  private basis({ comments, rated, commentsBefore, before, scale }: ThemeCounts, locale: Locale): string {
    return this.i18n.text(locale, 'comments.themes_basis', {
      comments,
      rated,
      max: scale?.max ?? 5,
      earlier: commentsBefore,
      before: this.i18n.formatsFor(locale).dayRange(before.from, addDays(before.to, -1), 'short'),
    });
  }
}

function readingOf(lift: Lift | null): Reading {
  if (lift === null) return 'few';
  if (lift.interval === null) return 'unclear';
  return lift.interval.high < 0 ? 'lower' : lift.interval.low > 0 ? 'higher' : 'unclear';
}

/** A difference as it is said: how many points, and from where to where, without a sign. */
function magnitude(lift: Lift | null, formats: Formats): Record<string, string> {
  if (lift === null) return { points: '', low: '', high: '' };
  // One decimal, unless that would say that something which is not nothing is nothing.
  const size = (value: number) =>
    formats.number(Math.abs(value), value !== 0 && Math.abs(value) < 0.05 ? 2 : 1);
  const { difference, interval } = lift;
  const ends = [interval?.low ?? difference, interval?.high ?? difference].sort(
    (a, b) => Math.abs(a) - Math.abs(b),
  );
  return { points: size(difference), low: size(ends[0]!), high: size(ends[1]!) };
}

/** The clearest first: those where the nearer end of the interval is farthest from nothing. */
function sentencesOf(
  rows: readonly { reading: Reading; lift: Lift | null; sentence: string; href: string }[],
) {
  return rows
    .filter(({ reading }) => reading === 'lower' || reading === 'higher')
    .map((row) => ({ ...row, size: Math.abs(row.lift?.difference ?? 0) }))
    .sort((one, other) => other.size - one.size)
    .slice(0, MOST_SENTENCES)
    .map(({ sentence, href, reading }) => ({ sentence, href, care: reading === 'lower' }));
}

function chartOf(rows: readonly { name: string; lift: Lift | null }[], unit: string) {
  const shown = rows
    .flatMap(({ name, lift }) => (lift?.interval ? [{ name, ...lift, interval: lift.interval }] : []))
    .sort((one, other) => one.difference - other.difference);
  const round = (value: number) => Math.round(value * 100) / 100;
  const farthest = Math.max(0.5, ...shown.flatMap(({ interval }) => [-interval.low, interval.high]));
  const reach = farthest <= 0.5 ? 0.5 : Math.ceil(farthest);
  return {
    labels: shown.map(({ name }) => name),
    value: shown.map(({ difference }) => round(difference)),
    low: shown.map(({ interval }) => round(interval.low)),
    high: shown.map(({ interval }) => round(interval.high)),
    min: -reach,
    max: reach,
    digits: 1,
    names: { value: unit },
  };
}
