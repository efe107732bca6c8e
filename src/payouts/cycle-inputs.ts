/**
 * Gathers everything that decides a cycle's amounts into one snapshot: the plan, the members with their targets and
 * days, customers' answers as counts, ratings by leads, and the scoring parameters estimated from them.
 *
 * Nothing in it depends on the database it was read from: people are named by their external ids and every list is
 * sorted, so that the same facts give the same bytes on SQLite and on PostgreSQL.
 */
import { Injectable } from '@nestjs/common';
import { type Cycle, Gates, type PlanDefinition, Plans } from '../evaluations';
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
  type CycleSnapshot,
  estimateParameters,
  FORMULA_VERSIONS,
  freezeParameters,
  type FrozenParameters,
  type TargetSegment,
} from './calc';
import { cyclePlan } from './cycle-plan';
import { LineScores } from './line-scores';

const YEAR_DAYS = 365;

interface MemberRow {
  employeeId: number;
  employeeKey: string;
  name: string;
  peerGroup: string;
  targetBonusMinor: number;
  eligibleDays: number;
  periodDays: number;
  segments: string | null;
}

interface SalaryRow {
  employeeId: number;
  salaryMinor: number;
  midpointMinor: number;
  maximumMinor: number | null;
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
    private readonly lineScores: LineScores,
    private readonly gates: Gates,
    private readonly inputs: PeriodInputs,
    private readonly frozen: FrozenPeriods,
  ) {}

  /** Everything that decides the cycle's amounts, as it stands now. Read inside the transaction that seals it. */
  async snapshot(cycle: Cycle): Promise<CycleSnapshot> {
    const version = await this.plans.version(cycle.planVersionId);
    const { definition } = version;
    const plan = cyclePlan(version);
    const closed = await this.frozen.find(cycle.period, 'employee');
    const opinion = plan.lines.find((line) => line.kind === 'customer_opinion');
    const answers = opinion ? (await this.inputs.load(cycle.period)).map(sorted) : [];
    const repeats = opinion ? await this.inputs.repeatCustomers(cycle.period) : new Map<string, never>();
    const groups = closed ? await this.groupsAtClosing(closed) : new Map<string, string>();
    const members = await this.members(cycle, definition, { answers, repeats, groups });
    const keys = new Set(members.map((member) => member.employeeKey));
    const draft: CycleSnapshot = {
      formulas: closed ? { ...FORMULA_VERSIONS, score: scoreFormula(closed.formula) } : FORMULA_VERSIONS,
      cycle: { key: cycle.key, name: cycle.name, period: cycle.period },
      plan,
      poolMinor: cycle.poolMinor,
      ...(cycle.reserveMinor > 0 && { reserveMinor: cycle.reserveMinor }),
      scoring: {
        parameters: null,
        ...tooFewAnswers(definition, answers),
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

  /** What customers' answers about one member come to as they count now. */
  async answersAbout(
    period: Period,
    employeeId: number,
    employeeKey: string,
  ): Promise<Pick<CycleMember, 'customerCounts' | 'responsesCounted' | 'responsesExcluded' | 'repeats'>> {
    const [own] = (await this.inputs.load(period, 'employee', [employeeId])).map(sorted);
    const counted = (await this.responses(period)).find(({ key }) => key === employeeKey);
    const repeats = (await this.inputs.repeatCustomers(period)).get(employeeKey);
    return {
      customerCounts: own?.cells ?? [],
      responsesCounted: counted?.counted ?? 0,
      responsesExcluded: counted?.excluded ?? 0,
      ...(repeats && { repeats }),
    };
  }

  /** The peer group that each was compared with when the period was closed. */
  private async groupsAtClosing(closed: FrozenHead): Promise<Map<string, string>> {
    return new Map((await this.frozen.rows(closed)).map(({ key, peerGroup }) => [key, peerGroup]));
  }

  private async members(
    cycle: Cycle,
    definition: PlanDefinition,
    known: {
      readonly answers: readonly EmployeeRatings[];
      readonly repeats: ReadonlyMap<string, RepeatCustomers>;
      readonly groups: ReadonlyMap<string, string>;
    },
  ): Promise<CycleMember[]> {
    const rows = await this.database.all<MemberRow>(
      `SELECT m.employee_id AS "employeeId", e.external_id AS "employeeKey", e.name AS "name", e.job_family AS "peerGroup",
              m.target_bonus_minor AS "targetBonusMinor", m.eligible_days AS "eligibleDays", m.period_days AS "periodDays",
              m.segments AS "segments"
       FROM cycle_member m JOIN employee e ON e.id = m.employee_id WHERE m.cycle_id = ?`,
      [cycle.id],
    );
    const scoresOf = await this.lineScores.of(cycle, definition);
    const closed = await this.gates.closed(cycle.id);
    const salaries = definition.merit ? await this.salaries(cycle) : new Map<number, SalaryRow>();
    const cells = new Map(known.answers.map((person) => [person.key, person.cells]));
    const counted = new Map((await this.responses(cycle.period)).map((row) => [row.key, row]));
    const members = rows.map(({ employeeId, segments, ...row }): CycleMember => {
      const repeated = known.repeats.get(row.employeeKey);
      const closedGates = [...closed.all, ...(closed.byEmployee.get(employeeId) ?? [])];
      const salary = salaries.get(employeeId);
      return {
        ...row,
        peerGroup: known.groups.get(row.employeeKey) ?? row.peerGroup,
        customerCounts: cells.get(row.employeeKey) ?? [],
        responsesCounted: counted.get(row.employeeKey)?.counted ?? 0,
        responsesExcluded: counted.get(row.employeeKey)?.excluded ?? 0,
        ...(repeated && { repeats: repeated }),
        lineScores: scoresOf(employeeId),
        ...(segments !== null && { segments: JSON.parse(segments) as TargetSegment[] }),
        ...(closedGates.length > 0 && { closedGates: sortedByKey(closedGates, ({ key }) => key) }),
        ...(salary && {
          salary: {
            salaryMinor: salary.salaryMinor,
            midpointMinor: salary.midpointMinor,
            maximumMinor: salary.maximumMinor,
          },
        }),
      };
    });
    return sortedByKey(members, (member) => member.employeeKey);
  }

  /** Salaries as of the period's end, of those whose range is known: without one there is no raise by matrix. */
  private async salaries(cycle: Cycle): Promise<Map<number, SalaryRow>> {
    const rows = await this.database.all<SalaryRow>(
      `SELECT b.employee_id AS "employeeId", b.annual_salary_minor AS "salaryMinor",
              b.range_midpoint_minor AS "midpointMinor", b.range_maximum_minor AS "maximumMinor"
       FROM pay_base b WHERE b.range_midpoint_minor IS NOT NULL AND b.annual_salary_minor > 0 AND b.currency = ?
         AND b.from_day = (SELECT MAX(x.from_day) FROM pay_base x WHERE x.employee_id = b.employee_id AND x.from_day < ?)`,
      [cycle.currency, cycle.period.to],
    );
    return new Map(rows.map((row) => [row.employeeId, row]));
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

/** Whether the organization has the answers that the plan asks for before the customers' line counts for anybody. */
function tooFewAnswers(
  { eligibility, lines }: PlanDefinition,
  people: readonly EmployeeRatings[],
): Pick<CycleSnapshot['scoring'], 'tooFew'> {
  const needed = eligibility.minimumOrganizationAnswers;
  if (needed === 0 || !lines.some(({ kind }) => kind === 'customer_opinion')) return {};
  const weights = people.flatMap(({ cells }) => cells.flatMap(({ counts }) => counts.weights));
  const answers = Math.floor(weights.reduce((sum, ppm) => sum + ppm, 0) / 1_000_000);
  return answers < needed ? { tooFew: { answers, needed } } : {};
}

/** Databases return groups in their own order. */
function sorted({ key, peerGroup, cells }: EmployeeRatings): EmployeeRatings {
  const order = ({ cell, counts }: CellCounts): string => `${cell}\u0000${counts.min}–${counts.max}`;
  return { key, ...(peerGroup === undefined ? {} : { peerGroup }), cells: sortedByKey(cells, order) };
}
