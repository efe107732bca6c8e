/** What every line but the customers' found about the members of a cycle: ratings as calibrated, results, measures. */
import { Injectable } from '@nestjs/common';
import {
  type Calibration,
  Calibrations,
  type CountingRating,
  type Cycle,
  type FoundResult,
  LineResults,
  ManagerRatings,
  type PlanDefinition,
  type PlanLineDefinition,
} from '../evaluations';
import { type PromiseRate, PromiseRates } from '../recovery';
import { type QuestionMean, QuestionMeans } from '../scoring';
import type { LineScore } from './calc';

interface Known {
  /** By line, then employee. */
  ratings: Map<string, Map<number, CountingRating>>;
  calibrations: Map<number, Map<string, Calibration>>;
  results: Map<number, Map<string, FoundResult>>;
  /** By line, then employee. */
  means: Map<string, Map<number, QuestionMean>>;
  /** Promises kept, by line, then employee. */
  promises: Map<string, Map<number, PromiseRate>>;
}

@Injectable()
export class LineScores {
  constructor(
    private readonly ratings: ManagerRatings,
    private readonly calibrations: Calibrations,
    private readonly results: LineResults,
    private readonly questions: QuestionMeans,
    private readonly promises: PromiseRates,
  ) {}

  /** Reads what there is about everybody, once; the function picks out one employee's scores in the plan's order. */
  async of(cycle: Cycle, { lines }: PlanDefinition): Promise<(employeeId: number) => LineScore[]> {
    const known: Known = {
      ratings: await this.ratings.counting(cycle.id),
      calibrations: await this.calibrations.holding(cycle.id),
      results: await this.results.found(cycle.id, cycle.period, lines),
      means: new Map(),
      promises: new Map(),
    };
    for (const line of lines) {
      if (line.kind !== 'measure') continue;
      const { measure } = line;
      if (measure.of === 'promises') {
        const rates =
          measure.by === 'team'
            ? await this.promises.ofOwnTeams(cycle.period)
            : await this.promises.ofPeople(cycle.period);
        known.promises.set(line.key, rates);
        continue;
      }
      const means = await this.questions.of(measure.survey, measure.question, cycle.period);
      known.means.set(line.key, new Map(means.map((mean) => [mean.employeeId, mean])));
    }
    return (employeeId) =>
      lines.flatMap((line) => (line.kind === 'customer_opinion' ? [] : [scoreOf(line, employeeId, known)]));
  }
}

function scoreOf(line: PlanLineDefinition, employeeId: number, known: Known): LineScore {
  const { key } = line;
  const none: LineScore = { key, note: null, score: null };
  switch (line.kind) {
    case 'manager_rating':
      return (
        rated(key, known.ratings.get(key)?.get(employeeId), known.calibrations.get(employeeId)?.get(key)) ??
        none
      );
    case 'measure': {
      if (line.measure.of === 'promises') {
        const rate = known.promises.get(key)?.get(employeeId);
        if (!rate || rate.due < line.minimumResults) return none;
        const { due, kept } = rate;
        return { key, note: null, promises: { by: line.measure.by, due, kept }, score: rate.rate };
      }
      const mean = known.means.get(key)?.get(employeeId);
      if (!mean || mean.answers < line.minimumResults) return none;
      return { key, note: null, results: mean.answers, score: mean.mean };
    }
    case 'goal':
    case 'observation': {
      const found = known.results.get(employeeId)?.get(key);
      if (!found) return none;
      const { score, note, results, targets } = found;
      return {
        key,
        note,
        ...(line.kind === 'observation' && { results }),
        score,
        ...(targets && { targets }),
      };
    }
    case 'customer_opinion':
      return none;
  }
}

function rated(
  key: string,
  rating: CountingRating | undefined,
  calibration: Calibration | undefined,
): LineScore | undefined {
  if (!rating) return undefined;
  const given = (rating.ratingHundredths / 100).toFixed(2);
  if (!calibration) return { key, note: rating.reason, score: given };
  return { calibratedFrom: given, key, note: calibration.reason, score: calibration.toScore };
}
