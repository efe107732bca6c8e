/** The finished model of what a simulation found: cost, spread as a picture and a table, groups, and who moves. */
import type { Locale } from '../../kernel';
import type { Formats, I18n } from '../../platform/i18n';
import {
  type Amounts,
  byGroup,
  distribution,
  GROUPINGS,
  type MemberFacts,
  type Moves,
  spread,
  SPREAD_STEPS,
  totalOf,
} from './comparison';

/** One result with its name; the first of several is what the others are held against. */
export interface NamedAmounts {
  readonly name: string;
  readonly amounts: Amounts;
  /** Whose bonuses are counted; those of another cycle have facts of their own. */
  readonly facts: readonly MemberFacts[];
  readonly poolMinor: number | null;
}

/** Told apart by lightness first, by hue second; each is named beside its numbers. */
const TONES = ['ink-soft', 'accent', 'accent-wash', 'ink'] as const;
const PEOPLE_PER_PAGE = 50;

export class OutcomeWords {
  private readonly formats: Formats;

  constructor(
    private readonly i18n: I18n,
    private readonly locale: Locale,
    private readonly currency: string,
  ) {
    this.formats = i18n.formatsFor(locale);
  }

  /** How bonuses spread in each result, as parts of the target. */
  spread(results: readonly NamedAmounts[]) {
    const counts = results.map(({ facts, amounts }) => spread(facts, amounts));
    const labels = SPREAD_STEPS.map((from, index) => this.step(from, SPREAD_STEPS[index + 1]));
    // Cycles of different sizes are compared by share.
    const shares = counts.map((row) => {
      const all = row.reduce((sum, n) => sum + n, 0);
      return row.map((n) => (all === 0 ? 0 : n / all));
    });
    return {
      names: results.map(({ name }, index) => ({ name, tone: TONES[index] })),
      rows: labels.map((label, step) => ({
        label,
        cells: counts.map((row, index) => ({
          name: results[index]?.name,
          people: row[step] ?? 0,
          share: shares[index]?.[step] ?? 0,
        })),
      })),
      chart: {
        grouped: true,
        unit: '%',
        labels,
        series: results.map(({ name }, index) => ({
          name,
          tone: TONES[index],
          value: (shares[index] ?? []).map((share) => Math.round(share * 1000) / 10),
        })),
      },
    };
  }

  /** Total, quartiles, and how it differs from the first. */
  costs(results: readonly NamedAmounts[]) {
    const first = results[0] ? totalOf(results[0].amounts) : 0;
    return results.map(({ name, amounts }, index) => {
      const total = totalOf(amounts);
      const { lowestMinor, quarterMinor, medianMinor, threeQuartersMinor, highestMinor } = distribution(
        amounts.values(),
      );
      return {
        name,
        people: amounts.size,
        total: this.money(total),
        change: index === 0 ? null : this.change(total - first),
        quartiles: [lowestMinor, quarterMinor, medianMinor, threeQuartersMinor, highestMinor].map((minor) =>
          this.money(minor),
        ),
      };
    });
  }

  /** Each grouping with more than one group in it. */
  groups(facts: readonly MemberFacts[], before: Amounts, after: Amounts) {
    return GROUPINGS.flatMap((grouping) => {
      const rows = byGroup(facts, grouping, before, after);
      if (rows.length < 2) return [];
      return [
        {
          grouping,
          title: this.say(`by_${grouping}`),
          rows: rows.map((row) => ({
            name: row.group ?? this.say(`without_${grouping}`),
            people: row.people,
            before: this.money(row.beforeMinor),
            after: this.money(row.afterMinor),
            beforeShare: row.beforeShare,
            afterShare: row.afterShare,
            change: this.change(row.afterMinor - row.beforeMinor),
          })),
        },
      ];
    });
  }

  /** One page of who moves, and how many do. */
  people({ up, down, same, people }: Moves, page: number) {
    const pages = Math.max(1, Math.ceil(people.length / PEOPLE_PER_PAGE));
    const from = (Math.min(Math.max(page, 1), pages) - 1) * PEOPLE_PER_PAGE;
    const shown = people.slice(from, from + PEOPLE_PER_PAGE);
    return {
      up,
      down,
      same,
      rows: shown.map((row) => ({
        name: row.name,
        team: row.team,
        before: this.money(row.beforeMinor),
        after: this.money(row.afterMinor),
        change: this.change(row.changeMinor),
        less: row.changeMinor < 0,
      })),
      paged: people.length > PEOPLE_PER_PAGE,
      position: this.say('people_position', {
        from: this.formats.number(from + 1),
        to: this.formats.number(from + shown.length),
        total: this.formats.number(people.length),
      }),
      previous: from > 0 ? from / PEOPLE_PER_PAGE : null,
      next: from + PEOPLE_PER_PAGE < people.length ? from / PEOPLE_PER_PAGE + 2 : null,
    };
  }

  money(minor: number): string {
    return this.formats.money({ minor, currency: this.currency });
  }

  /** With its sign; nothing for nothing. */
  change(minor: number): string {
    if (minor === 0) return this.say('no_change');
    return `${minor > 0 ? '+' : '−'}${this.money(Math.abs(minor))}`;
  }

  private step(from: number, to: number | undefined): string {
    const low = this.formats.number(from * 100);
    if (to === undefined) return this.say('step_last', { low });
    return this.say('step', { low, high: this.formats.number(to * 100 - 1) });
  }

  private say(key: string, params: Record<string, string | number> = {}): string {
    return this.i18n.text(this.locale, `simulation.${key}`, params);
  }
}
