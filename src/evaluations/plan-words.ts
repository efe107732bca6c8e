/** A plan in words: what each line looks at and pays, and the rules beside them, for everybody it concerns. */
import { type Locale, pickText } from '../kernel';
import type { Formats, I18n } from '../platform/i18n';
import type { PlanDefinition } from './plan-definition';
import type { PlanLineDefinition } from './plan-lines';
import { payoutDrawing, type PayoutDrawing } from './payout-drawing';

export interface LineInWords {
  name: string;
  /** Part of 1. */
  weight: number;
  /** Where the result comes from, and on which scale. */
  source: string;
  /** Further rules of the line. */
  notes: string[];
  drawing: PayoutDrawing | null;
  /** What is paid at threshold, target and maximum. */
  marks: { name: string; score: string; paid: string }[];
  rubric: string[];
}

/** The plan's lines and rules in the reader's language. */
export class PlanWords {
  private readonly formats: Formats;

  constructor(
    private readonly i18n: I18n,
    private readonly locale: Locale,
  ) {
    this.formats = i18n.formatsFor(locale);
  }

  lines({ lines }: PlanDefinition): LineInWords[] {
    return lines.map((line) => ({
      name: pickText(line.name, this.locale),
      weight: line.weightBp / 10_000,
      source: this.source(line),
      notes: this.notes(line),
      ...this.drawn(line),
      rubric: line.kind === 'manager_rating' ? line.rubric.map((level) => pickText(level, this.locale)) : [],
    }));
  }

  /** One sentence per rule that is not a line's. */
  rules(definition: PlanDefinition): string[] {
    const { eligibility, proration, limits, gates } = definition;
    const multiple = (name: string, value: number | null): string[] =>
      value === null ? [] : [this.say(`rule_${name}`, { share: this.share(value) })];
    return [
      definition.legalEntity === null
        ? this.say('rule_everybody', { currency: definition.currency })
        : this.say('rule_legal_entity', { entity: definition.legalEntity, currency: definition.currency }),
      this.say(`rule_leavers_${eligibility.leavers}`),
      ...(eligibility.minimumDays > 0
        ? [this.say('rule_minimum_days', { days: eligibility.minimumDays })]
        : []),
      this.say(`rule_protected_${proration.protectedLeave}`),
      this.say(`rule_unpaid_${proration.unpaidLeave}`),
      this.say(`rule_missing_${definition.missingLine}`),
      ...(eligibility.minimumOrganizationAnswers > 0
        ? [this.say('rule_minimum_answers', { answers: eligibility.minimumOrganizationAnswers })]
        : []),
      ...gates.map((gate) =>
        this.say('rule_gate', {
          gate: pickText(gate.name, this.locale),
          effect: gate.effect,
          scope: gate.scope,
        }),
      ),
      ...multiple('factor_at_most', limits.factorAtMost),
      ...multiple('amount_at_least', limits.amountAtLeast),
      ...multiple('amount_at_most', limits.amountAtMost),
      this.say(`rule_funding_${definition.funding}`),
      ...(definition.funding === 'pool'
        ? [
            this.say(`rule_nobody_${definition.whenNobodyScores}`),
            ...(definition.reserveBp > 0
              ? [this.say('rule_reserve', { share: this.share(definition.reserveBp / 10_000) })]
              : []),
          ]
        : []),
      this.say('rule_appeals', { days: definition.appealDays }),
    ];
  }

  /** The matrix of raises, highest row first. */
  merit({ merit }: PlanDefinition) {
    if (!merit) return null;
    const percent = (value: number): string =>
      this.formats.percent(value / 100, Number.isInteger(value) ? 0 : 1);
    return {
      budget: this.say('merit_budget', { share: percent(merit.budgetPercent) }),
      rows: merit.rows.map((row) => ({
        name: pickText(row.name, this.locale),
        from: this.share(row.fromFactor),
        low: percent(row.low),
        middle: percent(row.middle),
        high: percent(row.high),
      })),
    };
  }

  private source(line: PlanLineDefinition): string {
    switch (line.kind) {
      case 'customer_opinion':
      case 'manager_rating':
        return this.say(`source_${line.kind}`);
      case 'goal':
        return this.say('source_goal', { unit: pickText(line.unit, this.locale), direction: line.direction });
      case 'observation':
        return this.say('source_observation', { results: line.minimumResults });
      case 'measure':
        if (line.measure.of === 'promises')
          return this.say('source_promises', { by: line.measure.by, results: line.minimumResults });
        return this.say('source_measure', {
          question: line.measure.question,
          survey: line.measure.survey,
          results: line.minimumResults,
        });
    }
  }

  private notes(line: PlanLineDefinition): string[] {
    const notes: string[] = [];
    if (line.kind === 'customer_opinion') {
      if (line.useExpectedPayout) notes.push(this.say('note_expected'));
      notes.push(this.say(`note_recovered_${line.recovered}`));
      const reference = line.relative?.reference;
      if (reference) {
        notes.push(
          this.say('note_relative', {
            from: this.formats.day(reference.from, 'short'),
            mean: this.formats.number(reference.mean, 1),
            spread: this.formats.number(reference.spread, 1),
            people: reference.people,
          }),
        );
      }
    }
    if (line.kind === 'goal' && line.ownTargets) notes.push(this.say('note_own_targets'));
    if (line.shape === 'smooth') notes.push(this.say('note_smooth'));
    return notes;
  }

  private drawn(line: PlanLineDefinition): Pick<LineInWords, 'drawing' | 'marks'> {
    const drawing = payoutDrawing(line);
    const names = ['threshold', 'target', 'maximum'];
    return {
      drawing,
      marks: (drawing?.marks ?? []).map(({ score, paid }, index) => ({
        name: this.say(names[index] ?? ''),
        score: this.formats.number(score, undefined),
        paid: this.share(paid),
      })),
    };
  }

  private share(part: number): string {
    return this.formats.percent(part, Number.isInteger(Math.round(part * 1e6) / 1e4) ? 0 : 1);
  }

  private say(key: string, params: Record<string, string | number> = {}): string {
    return this.i18n.text(this.locale, `evaluations.plan.${key}`, params);
  }
}
