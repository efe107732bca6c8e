/** The tables of a team's and a person's result page as they stand there: the same rows, and as silent where it is. */
import { Injectable } from '@nestjs/common';
import type { Locale } from '../kernel';
import type { FileCell, FileTable } from '../platform/files';
import { I18n } from '../platform/i18n';
import type { PersonModel, TeamModel } from './result-models';

/** The tables a reader can ask for by itself; not all of them stand on every page. */
export const RESULT_TABLES = ['people', 'trend', 'steps', 'distribution', 'way', 'answers'] as const;
type TableKey = (typeof RESULT_TABLES)[number];

const share = (value: number | null): FileCell => (value === null ? null : { value, as: 'share' });
const number = (value: number | null): FileCell => (value === null ? null : { value, as: 'number' });

@Injectable()
export class ResultTables {
  constructor(private readonly i18n: I18n) {}

  ofTeam({ members, unit }: TeamModel, locale: Locale): FileTable[] {
    const say = (key: string) => this.i18n.text(locale, key);
    const { trend } = unit;
    return [
      this.table('people', say('scoring.people'), locale, {
        columns: ['scoring.name', 'scoring.answers', 'scoring.score', 'scoring.chart.low', 'scoring.chart.high', 'scoring.reading'],
        rows: members.map((row) => [
          row.name,
          number(row.n),
          ...[row.score, row.low, row.high].map((value) => number(row.shown ? value : null)),
          row.reading,
        ]),
      }), // prettier-ignore
      ...(trend
        ? [
            {
              key: 'trend',
              title: trend.title,
              columns: [trend.head, ...['scoring.answers', 'scoring.csat', 'scoring.chart.low', 'scoring.chart.high'].map(say)],
              rows: trend.rows.map((row) => [row.name, number(row.n), ...[row.csat, row.low, row.high].map(share)]),
            },
          ]
        : []), // prettier-ignore
      ...this.ofUnit(unit, locale),
    ];
  }

  ofPerson(model: PersonModel, locale: Locale): FileTable[] {
    const say = (key: string) => this.i18n.text(locale, key);
    const { steps, trend, answers, unit } = model;
    const voice = model.own ? 'scoring.raw_mean_own' : 'scoring.raw_mean_other';
    return [
      this.table('trend', say('scoring.trend'), locale, {
        columns: [
          'scoring.month',
          'scoring.answers',
          'scoring.score',
          'scoring.chart.low',
          'scoring.chart.high',
        ],
        rows: trend.rows.map((row) => [row.month, ...[row.n, row.score, row.low, row.high].map(number)]),
      }),
      ...(steps
        ? [
            this.table('steps', say('scoring.where_from'), locale, {
              columns: ['dashboard.step', 'dashboard.value'],
              rows: [
                [say(voice), number(steps.rawMean)],
                [say('scoring.mix_effect'), number(steps.mixEffect)],
                [say('scoring.shrink_effect'), number(steps.shrinkEffect)],
                [say('scoring.score'), number(steps.score)],
              ],
            }),
          ]
        : []),
      ...this.ofUnit(unit, locale),
      this.table('answers', say('scoring.what_they_said'), locale, {
        columns: ['scoring.rating', 'scoring.comment', 'scoring.contact', 'scoring.day'],
        rows: answers.map((answer) => [number(answer.rating), answer.comment, answer.place, answer.day]),
      }),
    ];
  }

  private ofUnit({ distribution, way }: TeamModel['unit'], locale: Locale): FileTable[] {
    const say = (key: string) => this.i18n.text(locale, key);
    return [
      ...(distribution
        ? [
            this.table('distribution', say('dashboard.distribution_title'), locale, {
              columns: ['scoring.rating', 'scoring.answers', 'dashboard.share'],
              rows: distribution.rows.map((row) => [
                number(Number(row.label)),
                number(row.n),
                share(row.share),
              ]),
            }),
          ]
        : []),
      this.table('way', say('dashboard.way_title'), locale, {
        columns: ['dashboard.step', 'dashboard.number', 'dashboard.share'],
        rows: way.steps.map((step) => [step.label, number(step.n), share(step.ofPrevious)]),
      }),
    ];
  }

  private table(
    key: TableKey,
    title: string,
    locale: Locale,
    { columns, rows }: { columns: readonly string[]; rows: readonly (readonly FileCell[])[] },
  ): FileTable {
    return { key, title, columns: columns.map((column) => this.i18n.text(locale, column)), rows };
  }
}
