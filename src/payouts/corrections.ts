/** What an accepted appeal can correct, and the member of the sealed snapshot as it is after it. */
import { z } from 'zod';
import { zExternalId } from '../platform/errors';
import type { CycleMember, CyclePlan, LineScore } from './calc';
import type { AnswersAbout } from './cycle-inputs';
import { payoutErrors } from './payouts.errors';

const zResponseId = z.string().regex(/^[0-9a-f-]{36}$/);

export const zCorrection = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('exclusion'),
    response: zResponseId.describe('The answer that shall not count.'),
    reason: z.string().max(40).describe('One of the closed list of exclusion reasons.'),
  }),
  z.strictObject({
    kind: z.literal('attribution'),
    response: zResponseId.describe('The answer whose credit moves.'),
    reason: z.string().max(40).describe('`wrong_person`, `split` or `merge`.'),
    credited: z
      .array(z.strictObject({ employee: zExternalId, share: z.number().gt(0).lte(1).optional() }))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    kind: z.literal('line'),
    line: z.string().max(40).describe('Key of the line.'),
    result: z
      .string()
      .regex(/^\d{1,9}(\.\d{1,6})?$/)
      .describe('The right result, as a decimal on the line’s scale.'),
  }),
  z.strictObject({
    kind: z.literal('days'),
    eligibleDays: z.int().min(0).max(366).describe('Days that count.'),
  }),
]);
export type Correction = z.output<typeof zCorrection>;

/** Scales that every plan shares; goals are on scales of their own. */
const HIGHEST: Partial<Record<CyclePlan['lines'][number]['kind'], number>> = {
  manager_rating: 5,
  observation: 100,
  measure: 100,
};

/**
 * The member with one line's result corrected.
 * @param why in the words of whoever decided, printed beside the line
 * @throws DomainError `correction_line_unknown`, `correction_out_of_range`
 */
export function withLine(
  member: CycleMember,
  plan: CyclePlan,
  { line: key, result }: Extract<Correction, { kind: 'line' }>,
  why: string,
): CycleMember {
  const line = plan.lines.find((candidate) => candidate.key === key);
  if (!line || line.kind === 'customer_opinion') throw payoutErrors.correction_line_unknown({ line: key });
  const highest = HIGHEST[line.kind];
  const lowest = line.kind === 'manager_rating' ? 1 : 0;
  if (Number(result) < lowest || (highest !== undefined && Number(result) > highest))
    throw payoutErrors.correction_out_of_range({ line: key, lowest, highest: highest ?? 999_999_999 });
  if (!member.lineScores)
    return { ...member, managerRating: Number(result).toFixed(2), managerRatingReason: why };
  const corrected = (score: LineScore): LineScore => {
    return {
      ...without(score, 'calibratedFrom'),
      score: line.kind === 'manager_rating' ? Number(result).toFixed(2) : result,
      note: why,
    };
  };
  return {
    ...member,
    lineScores: member.lineScores.map((score) => (score.key === key ? corrected(score) : score)),
  };
}

/**
 * The member after a decision about answers: what the decision changed is applied to what was sealed, and whatever else has happened to
 * answers since is left out. What was left out as recovered stays so; an answer among it that counts no more is not left out any longer.
 */
export function withAnswers(member: CycleMember, before: AnswersAbout, after: AnswersAbout): CycleMember {
  const { repeats } = after;
  return {
    ...without(without(member, 'repeats'), 'recovered'),
    customerCounts: applied(member.customerCounts, before.customerCounts, after.customerCounts),
    ...recoveredAfter(member, before, after),
    responsesCounted: member.responsesCounted + after.responsesCounted - before.responsesCounted,
    responsesExcluded: member.responsesExcluded + after.responsesExcluded - before.responsesExcluded,
    ...(repeats && { repeats }),
  };
}

type Counts = CycleMember['customerCounts'];

function applied(sealed: Counts, before: Counts, after: Counts): Counts {
  const keyOf = ({ cell, counts }: Counts[number]): string => `${cell} ${counts.min} ${counts.max}`;
  const [was, is, kept] = [before, after, sealed].map(
    (rows) => new Map(rows.map((row) => [keyOf(row), row])),
  );
  if (!was || !is || !kept) return sealed;
  return [...new Set([...kept.keys(), ...is.keys()])].flatMap((key) => {
    const any = kept.get(key) ?? is.get(key);
    if (!any) return [];
    const weightAt = (from: typeof was, option: number): number => from.get(key)?.counts.weights[option] ?? 0;
    const weights = any.counts.weights.map((_, option) =>
      Math.max(0, weightAt(kept, option) + weightAt(is, option) - weightAt(was, option)),
    );
    if (!kept.has(key) && weights.every((weight) => weight === 0)) return [];
    return [{ ...any, counts: { ...any.counts, weights } }];
  });
}

function recoveredAfter(
  { recovered }: CycleMember,
  before: AnswersAbout,
  after: AnswersAbout,
): Pick<CycleMember, 'recovered'> {
  const [was, is] = [before, after].map((answers) => answers.recovered?.responses ?? []);
  const responses = recovered?.responses.filter((id) => is?.includes(id) || !was?.includes(id)) ?? [];
  if (!recovered || responses.length === 0) return {};
  const [from, to] = [before, after].map((answers) => answers.recovered ?? answers);
  const repeats = (after.recovered ?? after).repeats;
  return {
    recovered: {
      customerCounts: applied(recovered.customerCounts, from?.customerCounts ?? [], to?.customerCounts ?? []),
      ...(repeats && { repeats }),
      responses,
    },
  };
}

function without<T extends object, K extends keyof T>(whole: T, key: K): Omit<T, K> {
  const rest: Partial<T> = { ...whole };
  delete rest[key];
  return rest as Omit<T, K>;
}
