/** The tables of a dashboard as they stand on its page: the same filter, the same rows, and as silent where it is. */
import { Injectable } from '@nestjs/common';
import type { Locale } from '../../kernel';
import type { FileCell, FileTable } from '../../platform/files';
import { I18n } from '../../platform/i18n';
import type { DashboardModel } from './dashboard-page';

const share = (value: number | null): FileCell => (value === null ? null : { value, as: 'share' });
const number = (value: number | null): FileCell => (value === null ? null : { value, as: 'number' });

@Injectable()
export class DashboardTables {
  constructor(private readonly i18n: I18n) {}

  of(model: DashboardModel, locale: Locale): FileTable[] {
    const say = (key: string) => this.i18n.text(locale, key);
    const [answers, csat, from, to] = ['scoring.answers', 'scoring.csat', 'scoring.chart.low', 'scoring.chart.high'].map(say) as [string, string, string, string]; // prettier-ignore
    const ratio = (key: string) => (key === 'csat' || key === 'rate' || key === 'promises' ? share : number);
    const steps = ['contacts', 'eligible', 'invited', 'delivered', 'answered'].map((part) =>
      say(`dashboard.way_${part}`),
    );
    return [
      {
        key: 'figures',
        title: say('dashboard.table_figures'),
        columns: [
          say('dashboard.figure'),
          say('dashboard.value'),
          from,
          to,
          say('dashboard.number'),
          say('dashboard.change'),
        ],
        rows: model.figures.map(({ key, label, raw, low, high, n, change, note }) => [
          label,
          ratio(key)(raw),
          ratio(key)(low),
          ratio(key)(high),
          number(n),
          raw === null ? note : change,
        ]),
      },
      {
        key: 'trend',
        title: model.trend.title,
        columns: [model.trend.head, answers, csat, from, to],
        rows: model.trend.rows.map((row) => [
          row.name,
          number(row.n),
          share(row.csat),
          share(row.low),
          share(row.high),
        ]),
      },
      {
        key: 'distribution',
        title: say('dashboard.distribution_title'),
        columns: [say('scoring.rating'), answers, say('dashboard.share')],
        rows: (model.distribution?.rows ?? []).map((row) => [
          number(Number(row.label)),
          number(row.n),
          share(row.share),
        ]),
      },
      ...model.breakdowns
        .filter(({ own }) => !own)
        .map(({ dimension, rows }) => ({
          key: dimension,
          title: say(`dashboard.by_${dimension}`),
          columns: [
            say(`dashboard.by_${dimension}`),
            answers,
            say('scoring.mean'),
            csat,
            from,
            to,
            say('scoring.response_rate'),
          ],
          rows: rows.map((row) => [
            row.name,
            number(row.n),
            number(row.mean),
            share(row.csat),
            share(row.low),
            share(row.high),
            share(row.rate),
          ]),
        })),
      {
        key: 'way',
        title: say('dashboard.way_title'),
        columns: [say('dashboard.step'), say('dashboard.number'), say('dashboard.share')],
        rows: model.way.steps.map((step) => [step.label, number(step.n), share(step.ofPrevious)]),
      },
      {
        key: 'cells',
        title: say('dashboard.cells_title'),
        columns: [
          say('scoring.contact'),
          ...steps,
          say('scoring.response_rate'),
          say('dashboard.confidence'),
        ],
        rows: model.way.cells.map((cell) => [
          cell.name,
          ...[cell.contacts, cell.eligible, cell.invited, cell.delivered, cell.answered].map(number),
          share(cell.rate),
          say(cell.doubt === null ? 'dashboard.no_doubt' : `dashboard.doubt_${cell.doubt}`),
        ]),
      },
    ];
  }
}

/** The tables a reader can ask for by itself; not all of them stand on every page. */
export const TABLES = ['figures', 'trend', 'distribution', 'team', 'touchpoint', 'channel', 'reason', 'segment', 'way', 'cells'] as const; // prettier-ignore
