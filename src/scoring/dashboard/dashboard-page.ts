/** The finished view model of the dashboard, of the whole organization or of one unit: numbers stay numbers, words are words. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, groupedBy, type Locale, type Period } from '../../kernel';
import { errors } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { funnelLimits } from '../calc';
import { Scores } from '../scores.service';
import { CaseFiguresQueries } from './case-figures';
import { ContactWays, peersOf, rateOf, wayOf, type WayRow } from './contact-ways';
import { type Choice, DashboardChoices, queryOf } from './dashboard-choice';
import { DashboardNames, type Names } from './dashboard-names';
import { Figures, type FigureKey, type PeriodFacts } from './figures';
import { cellsOf, contactsHref, distributionModel, type Say, trendModel, wayModel } from './page-parts';
import { RatedRows } from './rated-rows';
import {
  about,
  DIMENSIONS,
  type Dimension,
  mainScale,
  mayShow,
  partsOf,
  responsesIn,
  satisfied,
  selected,
} from './selection';
import { StandsOut } from './stands-out';
import { TimeLines } from './time-line';

/** The one unit a page is about. */
export interface PageUnit {
  readonly dimension: Exclude<Dimension, 'team'>;
  readonly key: string;
}

export type DashboardModel = Awaited<ReturnType<DashboardPage['model']>>;
export type PartRow = DashboardModel['breakdowns'][number]['rows'][number];

@Injectable()
export class DashboardPage {
  constructor(
    private readonly rows: RatedRows,
    private readonly ways: ContactWays,
    private readonly cases: CaseFiguresQueries,
    private readonly timeLines: TimeLines,
    private readonly figures: Figures,
    private readonly choices: DashboardChoices,
    private readonly names: DashboardNames,
    private readonly standsOut: StandsOut,
    private readonly scores: Scores,
    private readonly i18n: I18n,
  ) {}

  /** @throws not_found for a unit the organization does not have */
  async model(choice: Choice, viewer: Viewer, unit: PageUnit | null = null) {
    const { locale } = viewer;
    const { filters } = choice;
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, key, params);
    const names = await this.names.load(locale);
    if (unit && !names[unit.dimension].some(({ key }) => key === unit.key)) throw errors.not_found();
    const asked = choice.chosen.period;
    const open = await this.timeLines.openPeriod(asked, filters, choice.free);
    const period = open ?? asked;
    const moved = open !== null && (open.from !== asked.from || open.to !== asked.to);
    const [{ csatTarget }, today] = await Promise.all([this.scores.settingsOf(asked), this.scores.today()]);
    const [now, before, timeLine, wayRows, teamWays] = await Promise.all([
      this.facts(period, choice, open !== null),
      choice.comparedWith ? this.compared(choice.comparedWith, choice) : null,
      this.timeLines.load(period, today, filters),
      this.ways.load(period, filters.team === undefined ? 'all' : { team: filters.team }),
      this.ways.load(period, 'teams'),
    ]);
    const service = about(now.rows, 'service');
    const shown = now.open && mayShow(service, filters);
    const own = shown ? selected(service, filters) : [];
    const days = { from: period.from, to: addDays(period.to, -1) };
    const evidence = (change: { [name in Dimension]?: string } = {}, extra: Record<string, string> = {}) =>
      viewer.can('responses.view')
        ? `/responses?${new URLSearchParams({ ...days, ...filters, ...change, ...extra, state: 'counts' }).toString()}`
        : null;
    const links: Partial<Record<FigureKey, string>> = {
      ...(evidence() && {
        csat: evidence()!,
        nps: evidence({}, { measure: 'nps' })!,
        ces: evidence({}, { measure: 'ces' })!,
      }),
      ...(viewer.can('recovery.view') && { cases: '/recovery' }),
      rate: '#way',
    };
    const { periodName, ...form } = this.choices.form(choice, locale);
    const breakdowns = this.breakdowns(unit, now, choice, names, evidence, { all: wayRows, teams: teamWays });
    const way = this.way(
      { rows: wayRows, teams: teamWays, contacts: contactsHref(viewer, period, definedOf(filters)) },
      choice,
      unit,
      names,
      say,
    );
    const name = unit ? names.nameOf(unit.dimension, unit.key) : null;
    return {
      title: name ?? say('scoring.dashboard'),
      heading: name
        ? say('scoring.other_heading', { name, period: periodName })
        : say('scoring.dashboard_heading', { period: periodName }),
      unit: unit
        ? {
            ...unit,
            back: `/dashboard${queryOf(choice, {}, [unit.dimension])}`,
            kind: say(`dashboard.unit_${unit.dimension}`),
          }
        : null,
      action: addressOf(unit),
      exports: `${addressOf(unit)}/exports${queryOf(choice, {}, unit ? [unit.dimension] : [])}`,
      form: { ...form, selects: this.selects(choice, unit, names, say) },
      active: this.active(choice, unit, names, say),
      comparedWith: choice.comparedWith
        ? say('dashboard.compared_with', {
            period: this.i18n
              .formatsFor(locale)
              .dayRange(choice.comparedWith.from, addDays(choice.comparedWith.to, -1), 'short'),
          })
        : null,
      movedTo: moved ? days : null,
      n: responsesIn(selected(service, filters)),
      answersHref: evidence(),
      shown,
      hiddenWhy: shown
        ? null
        : say(responsesIn(selected(service, filters)) > 0 ? 'dashboard.hidden' : 'scoring.empty_dashboard'),
      figures: this.figures.of(now, before, { filters, target: csatTarget, locale }, links),
      trend: trendModel(timeLine, csatTarget, this.i18n, locale),
      distribution: distributionModel(own, (rating) => evidence({}, { rating }), this.i18n, locale),
      breakdowns,
      funnel: this.funnel(unit, breakdowns, csatTarget, say, locale),
      way,
      standsOut:
        unit || Object.keys(filters).length > 0
          ? []
          : await this.standsOut.sentences(period, today, viewer, names, queryOf(choice)),
    };
  }

  private async facts(period: Period, { filters }: Choice, open: boolean): Promise<PeriodFacts> {
    const [{ rows, by }, wayRows, cases] = await Promise.all([
      this.rows.toldApart(period, filteredBy(filters)),
      this.ways.load(period, filters.team === undefined ? 'all' : { team: filters.team }),
      this.cases.load(period, filters),
    ]);
    return {
      period,
      rows,
      rowsBy: (dimension) => by.get(dimension) ?? [],
      open,
      way: wayOf(wayRows, filters),
      cases,
    };
  }

  private async compared(period: Period, choice: Choice): Promise<PeriodFacts> {
    return this.facts(
      period,
      choice,
      (await this.timeLines.openPeriod(period, choice.filters, false)) !== null,
    );
  }

  private selects(choice: Choice, unit: PageUnit | null, names: Names, say: Say) {
    return DIMENSIONS.filter((name) => name !== unit?.dimension).map((name) => ({
      name,
      label: say(`dashboard.by_${name}`),
      any: say(`dashboard.any_${name}`),
      options: names[name].map(({ key, name: text }) => ({
        value: key,
        label: text,
        selected: choice.filters[name] === key,
      })),
    }));
  }

  /** The filters in force, each with the address without it. */
  private active(choice: Choice, unit: PageUnit | null, names: Names, say: Say) {
    return DIMENSIONS.filter((name) => choice.filters[name] !== undefined && name !== unit?.dimension).map(
      (name) => ({
        label: `${say(`dashboard.by_${name}`)}: ${names.nameOf(name, choice.filters[name]!)}`,
        href: queryOf(choice, { [name]: undefined }, unit ? [unit.dimension] : []),
      }),
    );
  }

  private breakdowns(
    unit: PageUnit | null,
    now: PeriodFacts,
    choice: Choice,
    names: Names,
    evidence: (change: { [name in Dimension]?: string }) => string | null,
    ways: { all: readonly WayRow[]; teams: readonly WayRow[] },
  ) {
    const byTeam = groupedBy(ways.teams, ({ team }) => team);
    return DIMENSIONS.map((dimension) => ({
      dimension,
      own: unit?.dimension === dimension,
      rows: partsOf(about(now.rowsBy(dimension), 'service'), choice.filters, dimension).map((part) => {
        const shown = part.shown && now.open;
        const share = shown ? satisfied(part.rows) : null;
        const way = wayOf(dimension === 'team' ? (byTeam.get(part.key) ?? []) : ways.all, {
          ...choice.filters,
          team: undefined,
          [dimension]: part.key,
        });
        return {
          key: part.key,
          name: names.nameOf(dimension, part.key),
          href: hrefOf(dimension, part.key, choice),
          evidence: evidence({ [dimension]: part.key }),
          n: part.n,
          shown,
          mean: share ? (mainScale(part.rows)?.mean.mean ?? null) : null,
          csat: share?.share ?? null,
          low: share?.low ?? null,
          high: share?.high ?? null,
          rate: rateOf(way),
          here: choice.filters[dimension] === part.key,
        };
      }),
    }));
  }

  /** Each unit's share of satisfied customers against the limits of chance: teams, or the page's own unit among its like. */
  private funnel(
    unit: PageUnit | null,
    breakdowns: readonly Breakdown[],
    csatTarget: number,
    say: Say,
    locale: Locale,
  ) {
    const target = csatTarget / 100;
    const rows = breakdowns.find(({ dimension }) => dimension === (unit?.dimension ?? 'team'))?.rows ?? [];
    const points = rows
      .filter(({ csat }) => csat !== null)
      .map(({ n, csat, name, here }) => {
        const size = Math.max(1, Math.round(n));
        const { alert } = funnelLimits(target, size);
        const share = csat ?? 0;
        const state = share > alert.high ? 'above' : share < alert.low ? 'below' : 'within';
        return {
          n: size,
          share: Math.round(share * 1000) / 1000,
          label: name,
          state,
          own: unit !== null && here,
        };
      });
    const named = (state: string) =>
      points.filter((point) => point.state === state).map(({ label }) => label);
    const formats = this.i18n.formatsFor(locale);
    const own = points.find((point) => point.own);
    return {
      title: say(unit ? 'dashboard.funnel_units' : 'scoring.teams_title'),
      sentence: own
        ? say(`dashboard.funnel_own_${own.state}`, { name: own.label })
        : say('scoring.teams_sentence', {
            above: formats.list(named('above')),
            aboveCount: named('above').length,
            below: formats.list(named('below')),
            belowCount: named('below').length,
          }),
      head: say(`dashboard.by_${unit?.dimension ?? 'team'}`),
      points,
      rows: rows.map((row) => ({ ...row, state: stateText(row.name, points, say) })),
      chart: {
        target,
        points,
        names: { size: say('scoring.answers'), share: say('scoring.satisfied') },
        unit: '%',
      },
    };
  }

  private way(
    { rows, teams, contacts }: { rows: readonly WayRow[]; teams: readonly WayRow[]; contacts: string | null },
    choice: Choice,
    unit: PageUnit | null,
    names: Names,
    say: Say,
  ) {
    const { filters } = choice;
    const whole = wayOf(rows, filters);
    const others = unit ? { ...filters, [unit.dimension]: undefined } : filters;
    const peers = unit
      ? peersOf(wayOf(rows, others), whole)
      : filters.team === undefined
        ? null
        : peersOf(wayOf(teams, { ...filters, team: undefined }), whole);
    return wayModel(whole, peers, cellsOf(rows, choice, names), say, contacts);
  }
}

type Breakdown = ReturnType<DashboardPage['breakdowns']>[number];

export const PLURALS = {
  team: 'teams',
  touchpoint: 'touchpoints',
  channel: 'channels',
  reason: 'reasons',
  segment: 'segments',
} as const;

const filteredBy = (filters: Choice['filters']): Dimension[] =>
  DIMENSIONS.filter((name) => filters[name] !== undefined);

function hrefOf(dimension: Dimension, key: string, choice: Choice): string | null {
  if (key === '') return null;
  if (dimension === 'team') return `/teams/${key}?period=${choice.chosen.value}`;
  return `/dashboard/${PLURALS[dimension]}/${encodeURIComponent(key)}${queryOf(choice, {}, [dimension])}`;
}

function definedOf(filters: Choice['filters']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

function addressOf(unit: PageUnit | null): string {
  return unit ? `/dashboard/${PLURALS[unit.dimension]}/${encodeURIComponent(unit.key)}` : '/dashboard';
}

function stateText(name: string, points: readonly { label: string; state: string }[], say: Say): string {
  const found = points.find(({ label }) => label === name);
  return say(found ? `dashboard.state_${found.state}` : 'scoring.reading.hidden');
}
