/**
 * Closing of periods: once a period is over and its answers have settled, the parameters its scores were computed with are kept,
 * with everybody's answers and score and the hashes of both. A score shown in March is the same in December.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import {
  addDays,
  canonicalJson,
  formatPeriod,
  monthPeriod,
  type Period,
  quarterPeriod,
  yearPeriod,
} from '../kernel';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, insertInto, newId } from '../platform/database';
import type { JobOutcome } from '../platform/jobs';
import {
  asTable,
  type EmployeeScore,
  parametersOf,
  type PeriodScores,
  ratingsAt,
  type RatingTable,
  scorePeriod,
} from './calc';
import { FrozenPeriods } from './frozen-periods';
import { frozenSettings, inputsHash, plain, ratingsText, resultHash, resultText } from './frozen-bytes';
import { PeriodInputs, type Unit, UNITS_SCORED } from './period-inputs';
import { RegularAnswers } from './regular-answers.service';
import { Scores } from './scores.service';
import { scoringErrors } from './scoring.errors';

/** So many days after its last one a period is closed: answers left half-way count by then, imports have come in. */
export const SETTLING_DAYS = 3;

const GROUP = insertInto('frozen_group', { period_id: 'varchar', peer_group: 'varchar', parameters: 'text' });
const SCORE = insertInto('frozen_score', {
  period_id: 'varchar', unit_key: 'varchar', peer_group: 'varchar', ratings: 'text', result: 'text',
}); // prettier-ignore

/** Rows between two pauses in which others have their turn. */
const BLOCK = 500;

/** One unit: its answers as they are kept, and its score. */
interface FrozenRow {
  readonly key: string;
  readonly peerGroup: string;
  readonly ratings: string;
  readonly score: EmployeeScore;
}

/** What was kept for one kind of unit. */
export interface FrozenNow {
  readonly unit: Unit;
  readonly units: number;
  readonly inputsHash: string;
  readonly resultHash: string;
}

type Prepared = Awaited<ReturnType<Freezing['prepare']>>;

@Injectable()
export class Freezing {
  private readonly sources: (() => Promise<Period[]>)[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly inputs: PeriodInputs,
    private readonly frozen: FrozenPeriods,
    private readonly scores: Scores,
    private readonly regulars: RegularAnswers,
  ) {}

  /** Further periods that are to be closed when they are over; a later module names those of its evaluations. */
  alsoClose(source: () => Promise<Period[]>): void {
    this.sources.push(source);
  }

  /** Whether the period is over and its answers have settled. */
  async isSettled(period: Period): Promise<boolean> {
    return (await this.scores.today()) >= addDays(period.to, SETTLING_DAYS);
  }

  /**
   * Keeps the period as it is now, for every kind of unit in one transaction, with an audit entry. What was kept before stays as
   * it is: of two who freeze at once, one does.
   * @returns what was kept by this call; nothing when the period was closed before
   * @throws DomainError `period_not_settled`
   */
  async freeze(period: Period, actor: string): Promise<FrozenNow[]> {
    if (!(await this.isSettled(period)))
      throw scoringErrors.period_not_settled({
        period: formatPeriod(period),
        day: addDays(period.to, SETTLING_DAYS),
      });
    await this.regulars.follow();
    const prepared: Prepared[] = [];
    for (const unit of UNITS_SCORED)
      if (!(await this.frozen.find(period, unit))) prepared.push(await this.prepare(period, unit));
    // Where nothing was shown there is nothing to keep: a history that is imported later starts as an open period.
    if (prepared.every(({ now }) => now.units === 0)) return [];
    const kept = await this.database.transaction(async () => {
      const now: FrozenNow[] = [];
      for (const one of prepared) if (await this.keep(one, period, actor)) now.push(one.now);
      if (now.length === 0) return now;
      await this.audit.record({
        actor,
        action: 'scores.frozen',
        subject: `period:${formatPeriod(period)}`,
        details: { from: period.from, to: period.to, kept: now.map((one) => ({ ...one })) },
      });
      return now;
    });
    this.scores.forget();
    return kept;
  }

  /** Freezes a period where that is due; to be called by whoever computes something that others rely on. */
  async freezeIfSettled(period: Period, actor: string): Promise<void> {
    if (await this.isSettled(period)) await this.freeze(period, actor);
  }

  /** Closes all that is due: months, quarters and years with answers, and the periods of evaluations. */
  async freezeDue(signal?: AbortSignal): Promise<JobOutcome> {
    let kept = 0;
    for (const period of await this.due()) {
      if (signal?.aborted) break;
      kept += (await this.freeze(period, 'system')).length;
    }
    return kept > 0 ? 'success' : 'skipped';
  }

  /** Periods that are settled and not closed yet, oldest first. */
  async due(): Promise<Period[]> {
    const first = await this.inputs.firstDay();
    if (first === null) return [];
    const today = await this.scores.today();
    const wanted = [
      ...calendarPeriods(first, today),
      ...(await Promise.all(this.sources.map((source) => source()))).flat(),
    ].filter(({ to }) => today >= addDays(to, SETTLING_DAYS) && to > first);
    const closed = new Set((await this.frozen.list()).filter(({ unit }) => unit === 'employee').map(nameOf));
    const due = new Map(wanted.map((period) => [formatPeriod(period), period]));
    return [...due]
      .filter(([name]) => !closed.has(name))
      .map(([, period]) => period)
      .sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : b.from < a.from ? -1 : 1));
  }

  /** Computed before the transaction: nobody waits for it, and what changes meanwhile is a correction after closing. */
  private async prepare(period: Period, unit: Unit) {
    const [decided, units, priors] = await Promise.all([
      this.scores.settings(),
      unit === 'employee' ? this.inputs.everybody(period) : this.inputs.load(period, unit),
      unit === 'employee' ? this.scores.priors(period) : undefined,
    ]);
    const settings = frozenSettings(decided);
    const table = asTable(units);
    const scores = scorePeriod({ target: settings.target, employees: table, priors });
    const parameters = parametersOf(scores, priors ?? null);
    const head = { unit, period, formula: scores.formula, settings, priors: parameters.priors };
    const size = scores.employees.length;
    return {
      head,
      parameters,
      rows: () => rowsOf(table, scores),
      now: {
        unit,
        units: size,
        inputsHash: inputsHash(head, rowsOf(table, scores)),
        resultHash: resultHash(parameters, resultsOf(scores)),
      } satisfies FrozenNow,
    };
  }

  /** @returns false when somebody else kept it first */
  private async keep(
    { head, parameters, rows, now }: Prepared,
    { from, to }: Period,
    actor: string,
  ): Promise<boolean> {
    const id = newId();
    const json = (value: object | null) => canonicalJson(value === null ? null : plain(value));
    const { changes } = await this.database.run(
      `INSERT INTO frozen_period (id, unit, from_day, to_day, formula, settings, priors, cells, cell_of, units, inputs_hash,
         result_hash, frozen_by, frozen_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (unit, from_day, to_day) DO NOTHING`,
      [
        id, head.unit, from, to, head.formula, json(head.settings), json(head.priors), json(parameters.cells),
        json(parameters.cellOf), now.units, now.inputsHash, now.resultHash, actor, this.clock.now(),
      ], // prettier-ignore
    );
    if (changes === 0) return false;
    for (const group of parameters.groups) this.database.write(GROUP, [id, group.peerGroup, json(group)]);
    let written = 0;
    for (const { key, peerGroup, ratings, score } of rows()) {
      this.database.write(SCORE, [id, key, peerGroup, ratings, resultText(score)]);
      written += 1;
      if (written % BLOCK === 0) await this.pause();
    }
    return true;
  }

  /** Hands over the rows that wait to be written, and lets others have their turn. */
  private async pause(): Promise<void> {
    await this.database.get('SELECT 1 AS "one"');
    await turn();
  }
}

/**
 * What is kept of each unit, in the order of keys. Texts are written when they are asked for: for the hashes, and once more for the
 * rows. A hundred thousand people's lines are hundreds of megabytes.
 */
function* rowsOf(table: RatingTable, { employees }: PeriodScores): Generator<FrozenRow> {
  for (const [place, score] of employees.entries())
    yield {
      key: score.key,
      peerGroup: score.peerGroup,
      ratings: ratingsText(ratingsAt(table, place)),
      score,
    };
}

function* resultsOf({ employees }: PeriodScores): Generator<string> {
  for (const score of employees) yield resultText(score);
}

const nameOf = ({ period }: { period: Period }): string => formatPeriod(period);

/** Every month, quarter and year from the first day's to the one of `today`. */
function calendarPeriods(first: string, today: string): Period[] {
  const found: Period[] = [];
  for (
    let month = monthPeriod(first.slice(0, 7));
    month.from <= today;
    month = monthPeriod(month.to.slice(0, 7))
  ) {
    found.push(month);
    const [year, number] = [month.from.slice(0, 4), Number(month.from.slice(5, 7))];
    found.push(quarterPeriod(`${year}-Q${Math.ceil(number / 3)}`), yearPeriod(year));
  }
  return found;
}
