/**
 * Puts a statement into words: numbered steps from answers to money, each with one plain sentence, the account a pocket
 * calculator can follow, and the exact numbers the computation used.
 */
import { Injectable } from '@nestjs/common';
import type { PlanDefinition } from '../evaluations';
import { addDays, inOwnDirection, type Locale, type LocaleText, pickText } from '../kernel';
import { I18n } from '../platform/i18n';
import { recoveredBefore } from '../recovery';
import type { CustomerOpinionSteps, LineResult, PlanLine } from './calc';
import { type ExpectationRow, expectationRows, straightLineSum } from './curve-words';
import type { ExcludedGroup } from './excluded-answers';
import type { Statement } from './statement';
import { linesSteps } from './statement-lines';
import { meritStep, poolStep, targetStep } from './statement-money';
import type { StatementStep, StepTable, Writing } from './statement-step';
import { StatementNumbers } from './statement-words';

export type { StatementStep } from './statement-step';

/** What the plan calls its parts, in one language. */
export interface StatementNames {
  lines: ReadonlyMap<string, string>;
  gates: ReadonlyMap<string, string>;
  /** By the number of the row from below, as snapshots call it. */
  merit: ReadonlyMap<string, string>;
}

/** The names that a plan gives its lines, gates and merit rows. */
export function statementNames({ lines, gates, merit }: PlanDefinition, locale: Locale): StatementNames {
  const named = (part: { key: string; name: LocaleText }): [string, string] => [
    part.key,
    pickText(part.name, locale),
  ];
  const rows = merit?.rows ?? [];
  return {
    lines: new Map(lines.map(named)),
    gates: new Map(gates.map(named)),
    merit: new Map(rows.map(({ name }, index) => [String(rows.length - index), pickText(name, locale)])),
  };
}

@Injectable()
export class StatementPages {
  constructor(private readonly i18n: I18n) {}

  /**
   * @param names of the plan's lines, gates and merit rows by key, in the reader's language
   * @param all whether answers may be shown however few they are: to those who check, not to the person rated
   * @param excluded answers that were received and do not count
   */
  steps(
    statement: Statement,
    locale: Locale,
    names: StatementNames,
    all: boolean,
    excluded: readonly ExcludedGroup[] = [],
  ): StatementStep[] {
    const writing: Writing = {
      statement,
      n: new StatementNumbers(this.i18n.formatsFor(locale), statement.currency),
      say: (key, params = {}) => inOwnDirection(this.i18n.text(locale, `payouts.${key}`, params)),
      word: (key) => this.i18n.text(locale, key),
      cell: (cell) => this.cell(locale, cell),
      lineName: (key) => names.lines.get(key) ?? key,
      gateName: (key) => names.gates.get(key) ?? key,
      meritName: (rating) => names.merit.get(rating) ?? rating,
    };
    return [
      ...opinionSteps(writing, all, [
        ...excludedSentences(writing, excluded),
        ...recoveredSentences(writing),
      ]),
      ...linesSteps(writing),
      targetStep(writing),
      poolStep(writing),
      ...meritStep(writing),
    ];
  }

  private cell(locale: Locale, cell: string): string {
    const [channel = '*', reason = '*'] = cell.split('|');
    const words = (part: string, code: string): string =>
      this.i18n.codeName(locale, `scoring.${part}`, code === '*' ? 'other' : code);
    return reason === '*'
      ? words('channel', channel)
      : `${words('channel', channel)} · ${words('reason', reason)}`;
  }
}

/** What does not count, and why. What no person excluded was not confirmed to come from the customer. */
function excludedSentences({ statement, say, word }: Writing, excluded: readonly ExcludedGroup[]): string[] {
  const decided = excluded.reduce((sum, { answers }) => sum + answers, 0);
  const unconfirmed = (statement.member.customerOpinion?.responsesExcluded ?? 0) - decided;
  return [
    ...excluded.map(({ reason, answers }) =>
      say('answers_excluded', { answers, reason: word(`responses.reason_for_${reason}`) }),
    ),
    ...(unconfirmed > 0 ? [say('answers_unconfirmed', { answers: unconfirmed })] : []),
  ];
}

/** How many recovered answers the plan left out, by which rule, and until when their customers could say so. */
function recoveredSentences({ statement, say, n }: Writing): string[] {
  const { recovered } = statement.member;
  if (!recovered) return [];
  const { answers, tooFew } = recovered;
  const until = n.day(addDays(recoveredBefore(statement.cycle.period), -1));
  return [
    say('answers_recovered', { answers, until }),
    ...(tooFew ? [say('answers_recovered_few', { left: n.plain(tooFew.left), needed: tooFew.needed })] : []),
  ];
}

function opinionSteps(writing: Writing, all: boolean, excluded: readonly string[]): StatementStep[] {
  const { statement, say, n } = writing;
  const line = statement.plan.lines.find((candidate) => candidate.kind === 'customer_opinion');
  if (!line) return [];
  const { tooFew } = statement.totals;
  if (tooFew) {
    const { answers, needed } = tooFew;
    return [{ title: say('answers'), sentences: [say('answers_too_few', { answers, needed })], sums: [] }];
  }
  const steps = statement.member.customerOpinion;
  if (!steps) {
    const none = statement.member.recovered ? [] : [say('answers_none')];
    return [{ title: say('answers'), sentences: [...none, ...excluded], sums: [] }];
  }
  const result = statement.member.lines.find((candidate) => candidate.key === line.key);
  const paid = opinionLineStep(writing, line, steps, result);
  if (steps.display === 'hidden' && !all) {
    const few = say('answers_few', { score: n.short(steps.score), mean: n.short(steps.peerMean) });
    return [
      { title: say('answers'), sentences: [few, ...excluded], sums: [], out: n.exact(steps.score) },
      paid,
    ];
  }
  const answers = answersStep(writing, steps);
  return [
    { ...answers, sentences: [...answers.sentences, ...excluded] },
    mixStep(writing, steps),
    informationStep(writing, steps),
    paid,
  ];
}

function answersStep({ say, n }: Writing, steps: CustomerOpinionSteps): StatementStep {
  const products = steps.ratings.map((row) => Number(row.value) * Number(row.answers));
  const sum = products.reduce((total, product) => total + product, 0);
  const counted = say('answers_counted', {
    counted: steps.responsesCounted,
    count: n.plain(String(steps.responsesCounted)),
    excluded: steps.responsesExcluded,
    mean: n.short(steps.mean),
  });
  const { repeats } = steps;
  const whole = String(Number(steps.answers) + Number(repeats?.deducted ?? 0));
  const shared = Math.abs(Number(whole) - steps.responsesCounted) >= 0.0000005;
  const sentences = [
    counted,
    ...(shared ? [say('answers_shared', { answers: n.plain(Number(whole).toFixed(6)) })] : []),
    ...(repeats
      ? [
          say('answers_repeated', {
            customers: repeats.customers,
            answers: repeats.answers,
            weight: n.plain(repeats.weight),
          }),
        ]
      : []),
  ];
  return {
    title: say('answers'),
    sentences,
    sums: [`${n.counted(String(sum))} ÷ ${n.counted(steps.answers)} = ${n.six(steps.mean)}`],
    out: n.exact(steps.mean),
    table: {
      summary: say('answers_table'),
      columns: [say('rating'), say('worth'), say('answers_number'), say('product')],
      rows: [
        ...steps.ratings.map((row, index) => [
          n.plain(String(row.rating)),
          n.counted(row.value),
          n.counted(row.answers),
          n.counted(String(products[index] ?? 0)),
        ]),
        [say('sum'), '', n.counted(steps.answers), n.counted(String(sum))],
      ],
    },
  };
}

function mixStep({ say, n, cell }: Writing, steps: CustomerOpinionSteps): StatementStep {
  const step = { title: say('mix'), sums: [], out: n.signedExact(steps.mixEffect) };
  const used = steps.mix.filter((row) => Number(row.answers) > 0 || Number(row.contribution) !== 0);
  const strongest = [...used].sort(
    (a, b) => Math.abs(Number(b.contribution)) - Math.abs(Number(a.contribution)),
  )[0];
  if (!strongest) return { ...step, sentences: [say('mix_none')] };
  return {
    ...step,
    sentences: [
      say('mix_same'),
      say('mix_strongest', {
        cell: cell(strongest.cell),
        own: n.share(strongest.ownShare),
        common: n.share(strongest.commonShare),
      }),
    ],
    table: {
      summary: say('mix_table'),
      columns: [say('kind'), say('common_share'), say('own_share'), say('effect'), say('mix_product')],
      rows: [
        ...used.map((row) => [
          cell(row.cell),
          n.exactShare(row.commonShare),
          n.exactShare(row.ownShare),
          n.six(row.effect),
          n.six(row.contribution),
        ]),
        [say('sum'), '', '', '', n.six(steps.mixEffect)],
      ],
    },
  };
}

function informationStep(
  { statement: { spread }, say, n }: Writing,
  steps: CustomerOpinionSteps,
): StatementStep {
  const { peerWeight, peerMean, reliability, answers, adjusted, score } = steps;
  const step = { title: say('information'), out: n.signedExact(steps.shrinkEffect) };
  const certainty = certaintySum(spread, steps, n);
  const sure = certainty === null ? [] : [say('information_certainty', { sd: n.short(steps.sd) })];
  if (peerWeight === null) {
    const key = steps.basis === 'target' ? 'information_alone' : 'information_equal';
    return { ...step, sentences: [say(key, { mean: n.short(peerMean) }), ...sure], sums: certainty ?? [] };
  }
  return {
    ...step,
    sentences: [
      say('information_weight', {
        count: n.plain(answers),
        own: n.share(reliability),
        rest: n.share(String(1 - Number(reliability))),
        mean: n.short(peerMean),
      }),
      ...sure,
    ],
    sums: [
      `${n.counted(answers)} ÷ (${n.counted(answers)} + ${n.six(peerWeight)}) = ${n.six(reliability)}`,
      `${n.six(peerMean)} + ${n.six(reliability)} × (${n.six(adjusted)} − ${n.six(peerMean)}) = ${n.six(score)}`,
      ...(certainty ?? []),
    ],
  };
}

/** √[(1 − R)τ² + (1 − R)²·Var(μ)]; null where nothing is uncertain, and in statements kept before it was printed. */
function certaintySum(
  spread: Statement['spread'],
  { reliability, sd }: CustomerOpinionSteps,
  n: StatementNumbers,
): string[] | null {
  if (!spread || Number(sd) === 0) return null;
  const rest = `(1 − ${n.six(reliability)})`;
  return [
    `√(${rest} × ${n.six(spread.tau2)} + ${rest} × ${rest} × ${n.six(spread.muVariance)}) = ${n.six(sd)}`,
  ];
}

function opinionLineStep(
  { say, n, lineName }: Writing,
  line: PlanLine,
  steps: CustomerOpinionSteps,
  result: LineResult | undefined,
): StatementStep {
  const factor = result?.factor ?? '0';
  const rows = expectationRows(line, steps.score, steps.sd, n);
  const straight = rows ? null : straightLineSum(line, steps.score, factor, n);
  const sentences = [
    say('line_paid', {
      threshold: n.plain(line.threshold),
      target: n.plain(line.target),
      maximum: n.plain(line.maximum),
      most: n.plain(line.maximumPayout),
      score: n.short(steps.score),
      known: steps.low === null ? 'none' : steps.basis === 'target' ? 'own' : 'score',
      low: n.short(steps.low ?? steps.score),
      high: n.short(steps.high ?? steps.score),
      factor: n.factor(factor),
    }),
  ];
  if (rows) sentences.push(say('line_expected'));
  return {
    title: lineName(line.key),
    sentences,
    sums: straight ? [straight] : [],
    out: n.exact(factor),
    ...(rows && { table: expectationTable(say, n, rows, factor, steps) }),
  };
}

function expectationTable(
  say: Writing['say'],
  n: StatementNumbers,
  rows: readonly ExpectationRow[],
  factor: string,
  steps: CustomerOpinionSteps,
): StepTable {
  return {
    summary: say('expected_table', { score: n.six(steps.score), sd: n.six(steps.sd) }),
    note: say('part_formula'),
    columns: [say('corner'), say('slope'), 'z', 'Φ(z)', 'φ(z)', say('part')],
    rows: [
      ...rows.map((row) => [row.corner, row.slope, row.z, row.below, row.density, row.part]),
      [say('sum'), '', '', '', '', n.six(factor)],
    ],
  };
}
