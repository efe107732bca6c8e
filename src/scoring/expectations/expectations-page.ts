/** What customers expected and what they received, side by side, by dimension of service. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import type { Locale } from '../../kernel';
import { I18n } from '../../platform/i18n';
import { CommentChoice } from '../comments/comment-choice';
import { PeriodChoice } from '../period-choice';
import { type Gap, gapOf, LEAST_ANSWERS } from './calc/gap';
import { ExpectationQueries } from './expectations.queries';

/** SERVQUAL's five, in the order of their authors; others follow. */
const DIMENSIONS = ['tangibles', 'reliability', 'responsiveness', 'assurance', 'empathy'];

type Reading = 'below' | 'above' | 'met' | 'few';

@Injectable()
export class ExpectationsPage {
  constructor(
    private readonly queries: ExpectationQueries,
    private readonly choices: CommentChoice,
    private readonly periods: PeriodChoice,
    private readonly i18n: I18n,
  ) {}

  async model(viewer: Viewer, query: unknown) {
    const { locale } = viewer;
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, key, params);
    const chosen = await this.choices.counted(viewer, query);
    const { visible, period, form } = chosen;
    const found = await this.queries.answers(visible, { ...chosen, period: period.period });
    const place = ({ dimension }: { dimension: string }) => (DIMENSIONS.indexOf(dimension) + 100) % 100;
    const rows = found
      .toSorted((one, other) => place(one) - place(other))
      .map(({ dimension, min, max, rows: said }) => {
        const gap = gapOf(said);
        const reading = readingOf(gap);
        const name = this.nameOf(dimension, locale);
        return {
          name,
          max,
          min,
          answers: said.reduce((sum, { answers }) => sum + answers, 0),
          gap,
          reading,
          readingText: say(`comments.gap_${reading}_short`),
          sentence: say(`comments.gap_${reading}`, { dimension: name, ...this.size(gap, locale) }),
        };
      });
    const shown = rows.flatMap((row) => (row.gap ? [{ ...row, gap: row.gap }] : []));
    const { periodName } = this.periods.model(period, locale);
    const asked = await this.queries.asked();
    return {
      title: say('comments.expectations_title'),
      heading: say('comments.expectations_heading', { period: periodName }),
      form,
      chosen: form.filter((choice) => choice.chosen).length,
      rows,
      shown: shown.length > 0,
      lead: shown.length > 0 ? this.lead(shown, say) : undefined,
      sentences: shown
        .filter(({ reading }) => reading === 'below' || reading === 'above')
        .sort((one, other) => one.gap.difference - other.gap.difference)
        .map(({ sentence, reading }) => ({ sentence, care: reading === 'below' })),
      chart: {
        labels: shown.map(({ name }) => name),
        from: shown.map(({ gap }) => round(gap.expected)),
        to: shown.map(({ gap }) => round(gap.perceived)),
        min: Math.min(...shown.map(({ min }) => min), 1),
        max: Math.max(...shown.map(({ max }) => max), 1),
        digits: 1,
        names: { from: say('comments.expected'), to: say('comments.perceived') },
      },
      least: LEAST_ANSWERS,
      asked,
      maySurvey: viewer.can('surveys.manage'),
    };
  }

  /** The one thing to know: how many dimensions fall short, and which most. */
  private lead(
    shown: readonly { readonly name: string; readonly reading: Reading }[],
    say: (key: string, params?: Record<string, string | number>) => string,
  ): string {
    const short = shown.filter(({ reading }) => reading === 'below').length;
    return say('comments.expectations_lead', { short, of: shown.length });
  }

  private size(gap: Gap | null, locale: Locale): Record<string, string> {
    const size = (value: number) =>
      this.i18n.formatsFor(locale).number(Math.abs(value), Math.abs(value) < 0.05 ? 2 : 1);
    const { difference = 0, interval = null } = gap ?? {};
    const ends = [interval?.low ?? difference, interval?.high ?? difference]
      .map(Math.abs)
      .sort((a, b) => a - b);
    return { points: size(difference), low: size(ends[0] ?? 0), high: size(ends[1] ?? 0) };
  }

  private nameOf(dimension: string, locale: Locale): string {
    const key = `designer.dimension_${dimension}`;
    return this.i18n.has(key) ? this.i18n.text(locale, key) : dimension.replaceAll('_', ' ');
  }
}

function readingOf(gap: Gap | null): Reading {
  if (gap === null) return 'few';
  const { interval } = gap;
  if (interval === null) return 'met';
  return interval.high < 0 ? 'below' : interval.low > 0 ? 'above' : 'met';
}

const round = (value: number) => Math.round(value * 100) / 100;
