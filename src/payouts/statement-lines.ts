/** The steps from lines to the total factor: what each line but the customers' found and pays, their sum, bounds and gates. */
import type { LineResult, PlanLine } from './calc';
import { straightLineSum } from './curve-words';
import type { StatementStep, Writing } from './statement-step';

/** The sum of all lines, and what a bound or a closed gate made of it. */
export function linesSteps(writing: Writing): StatementStep[] {
  return [sumStep(writing), ...boundsStep(writing)];
}

function sumStep(writing: Writing): StatementStep {
  const { statement, say, n, lineName } = writing;
  const { member, plan } = statement;
  const total = member.factorSteps?.weighted ?? member.totalFactor;
  const step = { title: say('lines'), out: n.exact(total) };
  if (member.factorBasis === 'no_scored_line') return { ...step, sentences: [say('lines_none')], sums: [] };
  const sentences: string[] = [];
  const sums: string[] = [];
  for (const result of member.lines) {
    const line = plan.lines.find((candidate) => candidate.key === result.key);
    const name = lineName(result.key);
    if (result.factor === null) sentences.push(say('line_missing', { line: name }));
    else if (result.score === null) sentences.push(say('line_at_target', { line: name }));
    else if (line && result.kind !== 'customer_opinion') {
      sentences.push(...lineSentences(writing, line, result, result.score));
      const straight = straightLineSum({ ...line, ...result.found?.targets }, result.score, result.factor, n);
      if (straight) sums.push(`${name}: ${straight}`);
    }
  }
  const scored = member.lines.filter((result) => result.factor !== null);
  sums.push(
    `${scored.map((result) => `${n.weight(result.countedWeightBp)} × ${n.six(result.factor ?? '0')}`).join(' + ')} = ${n.six(total)}`,
  );
  return {
    ...step,
    sentences,
    sums,
    table: {
      summary: say('lines_table'),
      columns: [say('line'), say('plan_weight'), say('counted_weight'), say('factor'), say('weighted')],
      rows: [
        ...member.lines.map((result) => [
          lineName(result.key),
          n.weight(result.weightBp),
          n.weight(result.countedWeightBp),
          result.factor === null ? '–' : n.six(result.factor),
          result.weighted === null ? '–' : n.digits(result.weighted, 10),
        ]),
        [say('sum'), '', '', '', n.six(total)],
      ],
    },
  };
}

/** What was found and what it pays, by kind of line; with the words of whoever rated, measured or calibrated. */
function lineSentences(
  { statement, say, n, lineName }: Writing,
  line: PlanLine,
  result: LineResult,
  score: string,
): string[] {
  const { found } = result;
  const { target, maximum } = { ...line, ...found?.targets };
  const shared = {
    line: lineName(result.key),
    target: n.plain(target),
    maximum: n.plain(maximum),
    factor: n.factor(result.factor ?? '0'),
  };
  const note = found ? found.note : (statement.member.managerRatingReason ?? null);
  const own = found?.targets ? [say('line_own_targets')] : [];
  switch (line.kind) {
    case 'manager_rating': {
      const calibrated =
        found?.calibratedFrom === undefined
          ? []
          : [say('line_calibrated', { from: n.plain(found.calibratedFrom), to: n.plain(score) })];
      const reason = note === null ? [] : [say('line_reason', { reason: note })];
      return [say('line_rated', { ...shared, rating: n.plain(score) }), ...calibrated, ...reason];
    }
    case 'observation':
      return [say('line_observed', { ...shared, results: found?.results ?? 0, score: n.short(score) })];
    case 'measure':
      if (found?.promises)
        return [say('line_promises', { ...shared, ...found.promises, score: n.short(score) })];
      return [say('line_measured', { ...shared, results: found?.results ?? 0, score: n.short(score) })];
    case 'goal': {
      const reason = note === null ? [] : [say('line_note', { note })];
      return [say('line_goal', { ...shared, score: n.plain(score) }), ...own, ...reason];
    }
    case 'customer_opinion':
      return [];
  }
}

function boundsStep({ statement, say, n, gateName }: Writing): StatementStep[] {
  const { factorSteps, totalFactor } = statement.member;
  if (!factorSteps) return [];
  const { weighted, cappedAt, gates } = factorSteps;
  return [
    {
      title: say('bounds'),
      sentences: [
        ...(cappedAt === undefined
          ? []
          : [say('capped', { factor: n.factor(weighted), most: n.plain(cappedAt) })]),
        ...(gates ?? []).map(({ key, effect, reason }) =>
          say('gate_closed', { gate: gateName(key), effect, reason }),
        ),
      ],
      sums: [],
      out: n.exact(totalFactor),
    },
  ];
}
