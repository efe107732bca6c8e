/** Scores for other programs: `GET /api/v1/scores` and an employee's scorecard. */
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../access';
import type { Period } from '../kernel';
import { errors, parseInput, zExternalId } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { nps, type EmployeeRatings, type EmployeeScore } from './calc';
import type { ShownScores } from './frozen-periods';
import { NonResponses } from './non-response.service';
import { PeriodInputs, type Unit } from './period-inputs';
import { readPeriod } from './period-choice';
import { scorecardReply, scoresReply, UNITS } from './scores.replies';
import { plainMeasures, Scores } from './scores.service';

const zPeriod = z
  .string()
  .min(4)
  .max(30)
  .describe('`2026-10`, `2026-Q3`, `2026` or a range `2026-10-01..2026-11-01`.');
const scoresQuery = z.strictObject({
  period: zPeriod,
  by: z.enum(UNITS satisfies readonly Unit[]).default('employee'),
});
const scorecardQuery = z.strictObject({
  period: zPeriod,
  nonResponse: z
    .enum(['true', 'false'])
    .default('false')
    .describe(
      '`true`: also how many of those who were asked answered, and what difference that makes. Reads every contact of the period.',
    ),
});

@Controller('api/v1')
@ApiSection({
  name: 'Scores',
  order: 70,
  text: 'What the answers of a period say, with the uncertainty that is left.',
})
export class ScoresApiController {
  constructor(
    private readonly scores: Scores,
    private readonly inputs: PeriodInputs,
    private readonly nonResponses: NonResponses,
  ) {}

  @Get('scores')
  @Policy({ api: 'scores:read' })
  @ApiOperation({
    summary: 'Scores of a period',
    query: scoresQuery,
    replies: {
      200: { text: 'One row per employee, team, touchpoint, channel or reason.', schema: scoresReply },
    },
    errors: ['period_unreadable'],
  })
  async list(@Query() query: unknown) {
    const { period: text, by } = parseInput(scoresQuery, query);
    const period = readPeriod(text);
    const [scores, inputs] = await Promise.all([
      this.scores.forPeriod(period, by),
      this.inputs.load(period, by),
    ]);
    const ratings = new Map(inputs.map((row) => [row.key, row]));
    return {
      period,
      by,
      closed: closingOf(scores),
      items: scores.employees.map((score) => row(score, scores, ratings.get(score.key))),
      nextCursor: null,
    };
  }

  @Get('employees/:externalId/scorecard')
  @Policy({ api: 'scores:read' })
  @ApiOperation({
    summary: 'The score of an employee with its computation',
    params: { externalId: zExternalId.describe('The identifier your program has for the employee.') },
    query: scorecardQuery,
    replies: { 200: { text: 'The score, every step to it, and its parameters.', schema: scorecardReply } },
    errors: ['not_found', 'period_unreadable'],
  })
  async scorecard(@Param('externalId') externalId: string, @Query() query: unknown) {
    const { period: text, nonResponse } = parseInput(scorecardQuery, query);
    const period = readPeriod(text);
    const found = await this.scores.ofEmployee(externalId, period);
    if (!found) throw errors.not_found();
    const group = found.scores.groups.find((candidate) => candidate.peerGroup === found.score.peerGroup);
    return {
      period,
      closed: closingOf(found.scores),
      ...row(found.score, found.scores, await this.inputs.loadOne(externalId, period)),
      nonResponse: nonResponse === 'true' ? await this.nonResponse(found.score, period) : null,
      steps: stepsOf(found.score),
      // Of a small group of colleagues they would give away what the row keeps to itself.
      parameters: isTold(found.score) ? (group ?? null) : null,
    };
  }

  private async nonResponse(score: EmployeeScore, period: Period) {
    const { rates, shifts } = await this.nonResponses.of(period);
    const shift = isTold(score) ? shifts.get(score.key) : undefined;
    return {
      responseRate: rates.overall.rate,
      scoreWithWeights: shift === undefined || score.score === null ? null : score.score + shift,
    };
  }
}

/** Below five answers nothing is told but their number: customers could be recognised. */
function isTold(score: EmployeeScore): boolean {
  return score.display !== 'hidden';
}

/** The computation from the mean to the score; it would give away a score that is not told. */
function stepsOf(score: EmployeeScore) {
  const told = isTold(score);
  return {
    rawMean: told ? score.rawMean : null,
    mix: told ? score.mixLines : [],
    mixEffect: told ? score.mixEffect : null,
    adjusted: told ? score.adjusted : null,
    shrinkEffect: told ? score.shrinkEffect : null,
  };
}

/** One line of the reply. */
function row(score: EmployeeScore, scores: ShownScores, ratings: EmployeeRatings | undefined) {
  const shown = isTold(score);
  const plain = ratings ? plainMeasures(ratings) : { mean: null, topBoxShare: null };
  return {
    key: score.key,
    n: score.n,
    display: score.display,
    ratingMean: shown ? plain.mean : null,
    csat: shown ? plain.topBoxShare : null,
    nps: shown ? npsOf(ratings) : null,
    ces: null,
    score: shown ? score.score : null,
    low: shown ? score.low : null,
    high: shown ? score.high : null,
    reliability: shown ? score.reliability : null,
    band: score.display === 'full' ? score.band : null,
    target: scores.target,
    formula: scores.formula,
    correctedAfterClosing: correctionOf(score, scores),
  };
}

function closingOf({ closed }: ShownScores) {
  if (!closed) return null;
  const { frozenAt, formula, inputsHash, resultHash } = closed;
  return { at: new Date(frozenAt).toISOString(), formula, inputsHash, resultHash };
}

/** What was shown at the closing; of too few answers only their number, now as then. */
function correctionOf({ key }: EmployeeScore, { corrected }: ShownScores) {
  const before = corrected.get(key);
  if (before === undefined) return null;
  return { n: before?.n ?? 0, score: before && isTold(before) ? before.score : null };
}

/** Only questions on the 0–10 scale give an NPS. */
function npsOf(ratings: EmployeeRatings | undefined): number | null {
  const counts = (ratings?.cells ?? [])
    .map((cell) => cell.counts)
    .filter((own) => own.min === 0 && own.max === 10);
  if (counts.length === 0) return null;
  const weight = (from: number, to: number) =>
    counts.reduce((sum, own) => sum + own.weights.slice(from, to + 1).reduce((a, b) => a + b, 0), 0) /
    1_000_000;
  return nps({ promoters: weight(9, 10), passives: weight(7, 8), detractors: weight(0, 6) }).nps;
}
