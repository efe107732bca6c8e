/** The finished view model of the report on equal treatment of one calculation: words first, then the figures they stand on. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { EqualityReports } from '../../equality';
import type { AttributeFigure, EqualityOutcome, GroupFigure } from '../../equality/calc';
import { LEAST_GROUP } from '../../equality/calc';
import { type Cycle, cycleTabs, hasResult, Plans } from '../../evaluations';
import { addDays, type Locale, pickText, sortedByKey } from '../../kernel';
import { I18n } from '../../platform/i18n';
import { SnapshotsQueries } from '../snapshots.queries';

const TOTAL = 'total';
/** Below it a difference is more than chance explains, as far as one test goes. */
const UNLIKELY = 0.05;

type Verdict = 'differs' | 'may_differ' | 'small' | 'alike';

@Injectable()
export class EqualityReportPages {
  constructor(
    private readonly reports: EqualityReports,
    private readonly plans: Plans,
    private readonly snapshots: SnapshotsQueries,
    private readonly i18n: I18n,
  ) {}

  async page(cycle: Cycle, viewer: Viewer) {
    const { locale } = viewer;
    const calculated = hasResult(cycle) && cycle.snapshotId !== null;
    const snapshotId = calculated ? (cycle.snapshotId ?? 0) : 0;
    const opened = calculated && (await this.reports.openedBy(cycle.id, snapshotId, viewer));
    const hasAnswers = await this.reports.hasAnswers();
    return {
      title: this.say(locale, 'report_title'),
      cycle,
      lastDay: addDays(cycle.period.to, -1),
      tabs: cycleTabs(this.i18n, viewer, cycle, 'equality'),
      least: LEAST_GROUP,
      calculated,
      opened,
      hasAnswers,
      openings: calculated ? await this.reports.openings(cycle.id, snapshotId) : [],
      report: opened && hasAnswers ? await this.report(cycle, snapshotId, viewer) : null,
    };
  }

  private async report(cycle: Cycle, snapshotId: number, viewer: Viewer) {
    const { locale } = viewer;
    const outcomes = await this.outcomes(snapshotId);
    const figures = await this.reports.figures(outcomes, viewer);
    const names = await this.measures(cycle, locale);
    const attributes = figures.map((figure) => this.attribute(figure, names, locale));
    const comparable = attributes.some(({ rows }) => rows.length > 0);
    return {
      people: outcomes.length,
      lead: comparable
        ? this.lead(attributes, locale)
        : this.say(locale, 'lead_too_few', { least: LEAST_GROUP }),
      attributes,
    };
  }

  /** What asks for a person most, in one sentence. */
  private lead(
    attributes: readonly { readonly rows: readonly { group: string; verdict: Verdict }[] }[],
    locale: Locale,
  ): string {
    for (const verdict of ['differs', 'may_differ'] as const) {
      const found = attributes.flatMap(({ rows }) => rows.filter((row) => row.verdict === verdict));
      if (found.length === 0) continue;
      const groups = this.i18n.formatsFor(locale).list(found.map(({ group }) => group));
      return this.say(locale, `lead_${verdict}`, { groups, count: found.length });
    }
    return this.say(locale, 'lead_alike');
  }

  /** What became of everybody under the calculation: the total factor and each line's, on target from 1. */
  private async outcomes(snapshotId: number): Promise<EqualityOutcome[]> {
    const outcomes: EqualityOutcome[] = [];
    for await (const { statement } of this.snapshots.statements(snapshotId)) {
      const { employeeKey, peerGroup, totalFactor, lines } = statement.member;
      const factors = lines.map(
        ({ key, factor, score }) => [key, factor === null || score === null ? null : Number(factor)] as const,
      );
      outcomes.push({
        employee: employeeKey,
        stratum: peerGroup,
        favoured: Number(totalFactor) >= 1,
        values: { [TOTAL]: Number(totalFactor), ...Object.fromEntries<number | null>(factors) },
      });
    }
    return sortedByKey(outcomes, ({ employee }) => employee);
  }

  private async measures(cycle: Cycle, locale: Locale): Promise<Map<string, string>> {
    const { definition } = await this.plans.version(cycle.planVersionId);
    return new Map([
      [TOTAL, this.say(locale, 'measure_total')],
      ...definition.lines.map(({ key, name }) => [key, pickText(name, locale)] as const),
    ]);
  }

  private attribute(figure: AttributeFigure, names: ReadonlyMap<string, string>, locale: Locale) {
    const formats = this.i18n.formatsFor(locale);
    const { attribute, groups, unstated, hidden } = figure;
    const reference = groups.find((group) => group.reference);
    return {
      attribute,
      reference: reference?.group,
      rows: groups.map((group) => ({
        ...group,
        verdict: verdictOf(group),
        sentence:
          group.reference || !reference
            ? this.say(locale, 'is_reference', { share: formats.percent(group.rate) })
            : this.say(locale, `verdict_${verdictOf(group)}`, {
                share: formats.percent(group.rate),
                best: formats.percent(reference.rate),
                other: reference.group,
                chance: this.chance(group.fisher, locale),
              }),
        ratioText: group.reference ? null : formats.number(group.ratio, 2),
        missedText: group.reference ? null : formats.number(group.missedRatio, 2),
        chance: group.reference ? null : this.chance(group.fisher, locale),
      })),
      measures: [...names].map(([key, name]) => ({
        name,
        cells: groups.map((group) => this.gap(group, key, locale)),
      })),
      heads: groups.map(({ group }) => group),
      notes: [
        ...(unstated === null
          ? [this.say(locale, 'unstated_few')]
          : unstated > 0
            ? [this.say(locale, 'unstated', { people: unstated, count: formats.number(unstated) })]
            : []),
        ...(hidden > 0 ? [this.say(locale, 'hidden', { groups: hidden, least: LEAST_GROUP })] : []),
      ],
      chart: {
        labels: groups.map(({ group }) => group),
        value: groups.map(({ rate }) => Math.round(rate * 1000) / 10),
        min: 0,
        max: 100,
        unit: '%',
        names: { value: this.say(locale, 'on_target') },
      },
    };
  }

  /** A mean, or how far it is from the reference's at equal job, in points of the target. */
  private gap({ group, reference, means, gaps }: GroupFigure, measure: string, locale: Locale) {
    const formats = this.i18n.formatsFor(locale);
    const mean = means[measure] ?? null;
    const gap = gaps[measure] ?? null;
    const points = (value: number): string => formats.signed(value * 100, 1);
    return {
      group,
      reference,
      mean: mean === null ? null : formats.percent(mean),
      gap: gap && points(gap.gap),
      range: gap && this.say(locale, 'gap_range', { low: points(gap.low), high: points(gap.high) }),
      beyond: gap !== null && (gap.low > 0 || gap.high < 0),
    };
  }

  private chance(p: number, locale: Locale): string {
    const formats = this.i18n.formatsFor(locale);
    if (p < 0.001) return this.say(locale, 'chance_rare', { least: formats.percent(0.001, 1) });
    return formats.percent(p, p < 0.1 ? 1 : 0);
  }

  private say(locale: Locale, key: string, params: Record<string, string | number> = {}): string {
    return this.i18n.text(locale, `equality.${key}`, params);
  }
}

/**
 * `differs`: below four fifths in either coding, and chance alone seldom does that; `may_differ`: below, but chance may do it;
 * `small`: above, and more than chance; `alike` otherwise.
 */
function verdictOf({
  adverse,
  missedAdverse,
  fisher,
}: GroupFigure): 'differs' | 'may_differ' | 'small' | 'alike' {
  const below = adverse || missedAdverse;
  if (below) return fisher < UNLIKELY ? 'differs' : 'may_differ';
  return fisher < UNLIKELY ? 'small' : 'alike';
}
