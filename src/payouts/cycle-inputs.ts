/**
 * Gathers everything that decides a cycle's amounts into one snapshot: the plan, the members with their targets and
 * days, customers' answers as counts, ratings by leads, and the scoring parameters estimated from them.
 *
 * Nothing in it depends on the database it was read from: people are named by their external ids and every list is
 * sorted, so that the same facts give the same bytes on SQLite and on PostgreSQL.
 */
import { Injectable } from '@nestjs/common';
import { type Cycle, ManagerRatings, type PlanLineDefinition, Plans } from '../evaluations';
import { addDays, type Period, sortedByKey } from '../kernel';
import { Database } from '../platform/database';
import { type FrozenHead, FrozenPeriods, PeriodInputs, priorsFrom, type RepeatCustomers } from '../scoring';
import {
  type CellCounts,
  type EmployeeRatings,
  type PeriodParameters,
  type Priors,
  scoreFormula,
  scorePeriod,
} from '../scoring/calc';
import {
  type CycleMember,
  type CyclePlan,
  type CycleSnapshot,
  estimateParameters,
  FORMULA_VERSIONS,
  freezeParameters,
  type FrozenParameters,
  type PlanLine,
} from './calc';

const YEAR_DAYS = 365;

interface MemberRow {
  employeeId: number;
  employeeKey: string;
  name: string;
  peerGroup: string;
  targetBonusMinor: number;
  eligibleDays: number;
  periodDays: number;
}

interface CountRow {
  key: string;
  counted: number;
  excluded: number;
}

@Injectable()
export class CycleInputs {
  constructor(
    private readonly database: Database,
    private readonly plans: Plans,
    private readonly ratings: ManagerRatings,
    private readonly inputs: PeriodInputs,
    private readonly frozen: FrozenPeriods,
  ) {}

  /** Everything that decides the cycle's amounts, as it stands now. Read inside the transaction that seals it. */
  async snapshot(cycle: Cycle): Promise<CycleSnapshot> {
    const { planName, version, definition } = await this.plans.version(cycle.planVersionId);
    const plan: CyclePlan = {
      name: planName,
      version,
      currency: definition.currency,
      lines: definition.lines.map(planLine),
      whenNobodyScores: definition.whenNobodyScores,
    };
    const closed = await this.frozen.find(cycle.period, 'employee');
    const opinion = plan.lines.find((line) => line.kind === 'customer_opinion');
    const answers = opinion ? (await this.inputs.load(cycle.period)).map(sorted) : [];
    const repeats = opinion ? await this.inputs.repeatCustomers(cycle.period) : new Map<string, never>();
    const groups = closed ? await this.groupsAtClosing(closed) : new Map<string, string>();
    const members = await this.members(cycle, answers, repeats, groups);
    const keys = new Set(members.map((member) => member.employeeKey));
    const draft: CycleSnapshot = {
      formulas: closed ? { ...FORMULA_VERSIONS, score: scoreFormula(closed.formula) } : FORMULA_VERSIONS,
      cycle: { key: cycle.key, name: cycle.name, period: cycle.period },
      plan,
      poolMinor: cycle.poolMinor,
      scoring: {
        parameters: null,
        priors: !opinion
          ? null
          : closed
            ? closed.priors
            : await this.priors(cycle.period, Number(opinion.target)),
        others: sortedByKey(
          answers.filter((person) => !keys.has(person.key)),
          (person) => person.key,
        ),
      },
      members,
    };
    if (!closed || !opinion)
      return { ...draft, scoring: { ...draft.scoring, parameters: estimateParameters(draft) } };
    // A closed period keeps its parameters: whoever was corrected since moves alone.
    const parameters = closedParameters(await this.frozen.parameters(closed), Number(opinion.target));
    return { ...draft, scoring: { ...draft.scoring, parameters, closedInputsHash: closed.inputsHash } };
  }

  /** The peer group that each was compared with when the period was closed. */
  private async groupsAtClosing(closed: FrozenHead): Promise<Map<string, string>> {
    return new Map((await this.frozen.rows(closed)).map(({ key, peerGroup }) => [key, peerGroup]));
  }

  private async members(
    cycle: Cycle,
    answers: readonly EmployeeRatings[],
    repeats: ReadonlyMap<string, RepeatCustomers>,
    groups: ReadonlyMap<string, string>,
  ): Promise<CycleMember[]> {
    const rows = await this.database.all<MemberRow>(
      `SELECT m.employee_id AS "employeeId", e.external_id AS "employeeKey", e.name AS "name", e.job_family AS "peerGroup",
              m.target_bonus_minor AS "targetBonusMinor", m.eligible_days AS "eligibleDays", m.period_days AS "periodDays"
       FROM cycle_member m JOIN employee e ON e.id = m.employee_id WHERE m.cycle_id = ?`,
      [cycle.id],
    );
    const ratings = await this.ratings.latest(cycle.id);
    const cells = new Map(answers.map((person) => [person.key, person.cells]));
    const counted = new Map((await this.responses(cycle.period)).map((row) => [row.key, row]));
    const members = rows.map(({ employeeId, ...row }): CycleMember => {
      const rating = ratings.get(employeeId);
      const repeated = repeats.get(row.employeeKey);
      return {
        ...row,
        peerGroup: groups.get(row.employeeKey) ?? row.peerGroup,
        customerCounts: cells.get(row.employeeKey) ?? [],
        responsesCounted: counted.get(row.employeeKey)?.counted ?? 0,
        responsesExcluded: counted.get(row.employeeKey)?.excluded ?? 0,
        ...(repeated && { repeats: repeated }),
        managerRating: rating ? (rating.ratingHundredths / 100).toFixed(2) : null,
        managerRatingReason: rating?.reason ?? null,
      };
    });
    return sortedByKey(members, (member) => member.employeeKey);
  }

  /** How many responses about each employee count, and how many were received and do not. */
  private responses(period: Period): Promise<CountRow[]> {
    return this.database.all<CountRow>(
      `SELECT e.external_id AS "key", CAST(SUM(CASE WHEN rc.counts = 1 THEN 1 ELSE 0 END) AS bigint) AS "counted",
              CAST(SUM(CASE WHEN rc.counts = 1 THEN 0 ELSE 1 END) AS bigint) AS "excluded"
       FROM response r
       JOIN response_current rc ON rc.response_id = r.id
       JOIN attribution t ON t.response_id = r.id AND t.entry = rc.attribution_entry
       JOIN employee e ON e.id = t.employee_id
       WHERE r.counting_day >= ? AND r.counting_day < ? AND (rc.complete = 1 OR rc.settled_at IS NOT NULL) AND EXISTS (
         SELECT 1 FROM answer a JOIN question q ON q.id = a.question_id AND q.subject = 'employee' AND q.part <> 'expected'
         WHERE a.response_id = rc.response_id AND a.revision = rc.revision AND a.rating IS NOT NULL
           AND a.about_employee_id IN (0, t.employee_id))
       GROUP BY e.external_id`,
      [period.from, period.to],
    );
  }

  /** What the trailing year lends to small groups. */
  private async priors(period: Period, target: number): Promise<Priors | null> {
    const year = { from: addDays(period.to, -YEAR_DAYS), to: period.to };
    return priorsFrom(scorePeriod({ target, employees: await this.inputs.unweighted(year) })) ?? null;
  }
}

/** A closed period's parameters as a cycle takes them. Somebody without peers is paid as the plan's target. */
export function closedParameters(parameters: PeriodParameters, target: number): FrozenParameters {
  const groups = parameters.groups.map((group) =>
    group.basis === 'target' ? { ...group, mu: target } : group,
  );
  return freezeParameters({ ...parameters, groups });
}

function planLine(line: PlanLineDefinition): PlanLine {
  return {
    key: line.key,
    kind: line.kind,
    weightBp: line.weightBp,
    threshold: String(line.threshold),
    target: String(line.target),
    maximum: String(line.maximum),
    thresholdPayout: String(line.thresholdPayout),
    maximumPayout: String(line.maximumPayout),
    curve: null,
    useExpectedPayout: line.kind === 'customer_opinion' && line.useExpectedPayout,
  };
}

/** Databases return groups in their own order. */
function sorted({ key, peerGroup, cells }: EmployeeRatings): EmployeeRatings {
  const order = ({ cell, counts }: CellCounts): string => `${cell}\u0000${counts.min}–${counts.max}`;
  return { key, ...(peerGroup === undefined ? {} : { peerGroup }), cells: sortedByKey(cells, order) };
}
