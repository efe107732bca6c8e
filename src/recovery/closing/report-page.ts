/** The reports of recovery as they are shown: figures, the causes of troubles, what gestures cost, and the cases behind. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../../access';
import {
  addDays,
  daysIn,
  formatPeriod,
  minorToDecimalString,
  type Money,
  type Period,
  pickText,
} from '../../kernel';
import { Calendar } from '../../organization';
import { zDay } from '../../platform/errors';
import type { FileTable } from '../../platform/files';
import { type Formats, I18n } from '../../platform/i18n';
import { figuresOf, paretoOf } from './calc/recovery-figures';
import { type CostRow, nameOf, REPEAT_DAYS, ReportQueries, usualPeriod } from './report.queries';
import { type PlacedCause, RootCauses } from './root-causes';

export const reportQuery = z.strictObject({
  from: z.union([z.literal(''), zDay]).optional(),
  /** The last day, with it. */
  to: z.union([z.literal(''), zDay]).optional(),
  touchpoint: z.string().max(64).optional(),
  cause: z.string().regex(/^\d{0,9}$/).optional(),
}); // prettier-ignore
export type ReportQuery = z.infer<typeof reportQuery>;

export const REPORT_TABLES = ['causes', 'cost_touchpoint', 'cost_cause', 'cost_month'] as const;

/** More cases than that are listed by narrowing the filters. */
const LISTED = 100;
const LONGEST_DAYS = 1100;

@Injectable()
export class ReportPage {
  constructor(
    private readonly queries: ReportQueries,
    private readonly causes: RootCauses,
    private readonly calendar: Calendar,
    private readonly i18n: I18n,
  ) {}

  async model(query: ReportQuery, viewer: Viewer) {
    const { locale } = viewer;
    const say = (key: string, params: Record<string, string | number> = {}): string =>
      this.i18n.text(locale, `outcomes.${key}`, params);
    const formats = this.i18n.formatsFor(locale);
    const period = periodOf(query, await this.calendar.today());
    const touchpoint = query.touchpoint || null;
    const cause = query.cause ? Number(query.cause) : null;
    const filter = { period, touchpoint, cause };
    const [cases, costs, tree, touchpoints, rulesBroken] = await Promise.all([
      this.queries.casesIn(filter, viewer),
      this.queries.costsIn(filter, viewer),
      this.causes.tree(locale),
      this.queries.touchpoints(),
      this.queries.ruleBreaksIn(filter, viewer),
    ]);
    const named = new Map(
      touchpoints.map(({ code, names }) => [code, nameOf(names, (text) => pickText(text, locale))]),
    );
    const figures = figuresOf(cases);
    const pareto = paretoOf(cases).map((row) => ({ ...row, ...causeWords(row.causeId, tree) }));
    const href = (change: Record<string, string>): string => {
      const all = {
        from: period.from, to: addDays(period.to, -1), touchpoint: touchpoint ?? '', cause: query.cause ?? '', ...change,
      }; // prettier-ignore
      const given = Object.entries(all).filter(([, value]) => value !== '');
      return `/recovery/reports?${new URLSearchParams(given).toString()}`;
    };
    const share = (value: number | null): string => (value === null ? '–' : formats.percent(value, 0));
    const cost = {
      touchpoint: summed(costs, (row) => named.get(row.touchpoint) ?? row.touchpoint),
      cause: summed(costs, (row) =>
        row.causeId === null ? say('no_cause') : causeWords(row.causeId, tree).name,
      ),
      // From month to month, not by what they cost.
      month: summed(costs, (row) => row.month)
        .sort((one, other) => one.name.localeCompare(other.name))
        .map((row) => ({ ...row, label: formats.day(row.name, 'month') })),
    };
    return {
      from: period.from,
      to: addDays(period.to, -1),
      exports: href({}).replace('/recovery/reports', '/recovery/reports/exports'),
      kpis: [
        {
          label: say('kpi_contact'),
          value: this.span(figures.toContact, say),
          note: say('kpi_of', { count: figures.contacted, all: figures.cases }),
        },
        {
          label: say('kpi_resolution'),
          value: this.span(figures.toResolution, say),
          note: say('kpi_of', { count: figures.resolved, all: figures.cases }),
        },
        {
          label: say('kpi_recovered'),
          value: share(figures.share),
          note:
            figures.interval === null
              ? say('kpi_nobody_said')
              : say('kpi_interval', {
                  count: figures.answered,
                  low: share(figures.interval.low),
                  high: share(figures.interval.high),
                }),
        },
        {
          label: say('kpi_repeated'),
          value: share(figures.cases === 0 ? null : figures.repeated / figures.cases),
          note: say('kpi_repeated_note', { days: REPEAT_DAYS }),
        },
        {
          label: say('kpi_cost'),
          value: totals(costs, formats),
          note: say('kpi_rules', { count: rulesBroken }),
        },
      ],
      cases: figures.cases,
      withoutCause: cases.filter(({ causeId }) => causeId === null).length,
      withoutCauseHref: href({ cause: '0' }),
      pareto: pareto.map((row) => ({
        ...row,
        href: href({ cause: String(row.causeId) }),
        recovered: row.answered === 0 ? null : row.solved / row.answered,
      })),
      chart: {
        labels: pareto.map(({ name }) => name),
        value: pareto.map(({ cases: n }) => n),
        cumulated: pareto.map(({ cumulated }) => Math.round(1000 * cumulated) / 10),
        names: { value: say('cases'), cumulated: say('cumulated') },
      },
      standards: pareto
        .filter(({ standard }) => standard !== null)
        .map((row) => ({ ...row, href: href({ cause: String(row.causeId) }) })),
      costs: [
        {
          key: 'cost_touchpoint',
          title: say('cost_touchpoint'),
          head: say('touchpoint'),
          rows: cost.touchpoint,
        },
        { key: 'cost_cause', title: say('cost_cause'), head: say('cause'), rows: cost.cause },
        { key: 'cost_month', title: say('cost_month'), head: say('month'), rows: cost.month },
      ],
      hasCosts: costs.length > 0,
      listed: cases.slice(0, LISTED),
      more: Math.max(0, cases.length - LISTED),
      touchpoints: [
        { value: '', label: say('any_touchpoint') },
        ...[...named].map(([value, label]) => ({ value, label })),
      ],
      touchpoint: touchpoint ?? '',
      causes: [
        { value: '', label: say('any_cause') },
        { value: '0', label: say('no_cause') },
        ...tree.map(({ id, path }) => ({ value: String(id), label: path })),
      ],
      cause: query.cause ?? '',
      period: formatPeriod(period),
    };
  }

  /** The tables of the page as files: the same rows, in the same order. */
  files(model: Awaited<ReturnType<ReportPage['model']>>, viewer: Viewer): FileTable[] {
    const say = (key: string): string => this.i18n.text(viewer.locale, `outcomes.${key}`);
    return [
      {
        key: 'causes',
        title: say('pareto_title'),
        columns: [
          say('cause'),
          say('cases'),
          say('share'),
          say('cumulated'),
          say('recovered'),
          say('standard'),
        ],
        rows: model.pareto.map((row) => [
          row.name,
          { value: row.cases, as: 'number' },
          { value: row.share, as: 'share' },
          { value: row.cumulated, as: 'share' },
          row.recovered === null ? null : { value: row.recovered, as: 'share' },
          row.standard,
        ]),
      },
      ...model.costs.map(({ key, title, head, rows }) => ({
        key,
        title,
        columns: [head, say('gestures'), say('cost'), say('currency')],
        rows: rows.map(({ name, count, cost }) => [
          name,
          { value: count, as: 'number' as const },
          minorToDecimalString(cost.minor, cost.currency),
          cost.currency,
        ]),
      })),
    ];
  }

  /** @param minutes at work */
  private span(minutes: number | null, say: (key: string, params: Record<string, number>) => string): string {
    if (minutes === null) return '–';
    return minutes < 120
      ? say('minutes', { count: minutes })
      : say('hours', { count: Math.round(minutes / 60) });
  }
}

function periodOf({ from, to }: ReportQuery, today: string): Period {
  const usual = usualPeriod(today);
  const first = from || (to ? addDays(to, -89) : usual.from);
  const end = to ? addDays(to, 1) : usual.to;
  if (first >= end) return { from: first, to: addDays(first, 1) };
  const period = { from: first, to: end };
  return daysIn(period) > LONGEST_DAYS ? { from: addDays(end, -LONGEST_DAYS), to: end } : period;
}

function causeWords(id: number, tree: readonly PlacedCause[]): { name: string; standard: string | null } {
  const cause = tree.find((one) => one.id === id);
  return { name: cause?.path ?? String(id), standard: cause?.standard ?? null };
}

interface Summed {
  name: string;
  count: number;
  cost: Money;
}

/** By name and currency, the dearest first. */
function summed(rows: readonly CostRow[], nameOfRow: (row: CostRow) => string): Summed[] {
  const sums = new Map<string, Summed>();
  for (const row of rows) {
    const name = nameOfRow(row);
    const key = `${row.currency} ${name}`;
    const one = sums.get(key) ?? { name, count: 0, cost: { minor: 0, currency: row.currency } };
    const cost = { minor: one.cost.minor + row.costMinor, currency: row.currency };
    sums.set(key, { name, count: one.count + row.count, cost });
  }
  return [...sums.values()].sort(
    (one, other) =>
      one.cost.currency.localeCompare(other.cost.currency) ||
      other.cost.minor - one.cost.minor ||
      one.name.localeCompare(other.name),
  );
}

function totals(rows: readonly CostRow[], formats: Formats): string {
  const sums = summed(rows, () => '');
  return sums.length === 0 ? '–' : sums.map(({ cost }) => formats.money(cost)).join(' · ');
}
