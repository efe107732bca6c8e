/**
 * Gathers everything that decides a cycle's amounts into one snapshot: the plan, the members with their targets and
 * days, customers' answers as counts, ratings by leads, and the scoring parameters estimated from them.
 *
 * Nothing in it depends on the database it was read from: people are named by their external ids and every list is
 * sorted, so that the same facts give the same bytes on SQLite and on PostgreSQL.
 */
import { Injectable } from '@nestjs/common';
import { type Cycle, Gates, type PlanDefinition, Plans } from '../evaluations';
import { addDays, type Period, sortedByKey, WHOLE_SHARE } from '../kernel';
import { Database, rangesUpTo, together } from '../platform/database';
import { RecoveredAnswers } from '../recovery';
import {
  type FrozenHead,
  FrozenPeriods,
  type GivenRatings,
  PeriodInputs,
  priorsFrom,
  type RatingsLeft,
} from '../scoring';
import {
  type CellCounts,
  type EmployeeRatings,
  type PeriodParameters,
  type Priors,
  type RatingTable,
  scoreFormula,
  scorePeriod,
} from '../scoring/calc';
import {
  type CycleMember,
  type CyclePlan,
  type CycleSnapshot,
  FORMULA_VERSIONS,
  freezeParameters,
  NO_PARAMETERS,
  type FrozenParameters,
  type RecoveredLeftOut,
  type SnapshotHead,
  type TargetSegment,
} from './calc';
import { AnswersInOrder } from './answers-in-order';
import { cyclePlan } from './cycle-plan';
import { LineScores } from './line-scores';

const YEAR_DAYS = 365;
/** In so many parts everybody's answers are counted, beside each other. */
const PARTS = 16;
const NO_ANSWERS: GivenRatings = {
  keys: [],
  peerGroups: [],
  starts: new Int32Array(1),
  rated: [],
  entries: new Int32Array(0),
  weights: new Float64Array(0),
  width: 1,
  givenPpm: 0,
};

/** What a cycle is calculated from. Whoever goes through the people holds one of them at a time. */
export interface GatheredInputs {
  readonly head: SnapshotHead;
  /** How many there are of each. */
  readonly rows: { readonly members: number; readonly others: number };
  /** In the order of keys. */
  readonly members: () => Iterable<{ readonly employeeId: number; readonly member: CycleMember }>;
  /** Employees outside the cycle whose answers help to estimate the parameters, in the order of keys. */
  readonly others: () => Iterable<EmployeeRatings>;
}

/** What there is about the people of a cycle besides customers' answers, and what holds for all of them. */
export interface CyclePeople {
  readonly plan: CyclePlan;
  readonly definition: PlanDefinition;
  readonly closed: FrozenHead | undefined;
  /** In the order of keys. */
  readonly rows: readonly MemberRow[];
  readonly memberOf: (row: MemberRow, cells: readonly CellCounts[]) => CycleMember;
}

/** What customers' answers about one member come to. */
export type AnswersAbout = Pick<
  CycleMember,
  'customerCounts' | 'recovered' | 'responsesCounted' | 'responsesExcluded' | 'repeats'
>;

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
    private readonly recovered: RecoveredAnswers,
  ) {}

  /** Everything that decides the cycle's amounts, as it stands now, of the members drawn already: for looking at what another plan would do. */
  async gatherNow(cycle: Cycle): Promise<GatheredInputs> {
    const { definition } = await this.plans.version(cycle.planVersionId);
    const answers = await this.answers(cycle.period, definition);
    return this.gather(cycle, await this.people(cycle), answers);
  }

  /** Everybody's answers, none where the plan does not ask for them. Inside a transaction that has not written any it may go on meanwhile. */
  async answers(period: Period, { lines }: PlanDefinition): Promise<GivenRatings> {
    const asked = lines.some(({ kind }) => kind === 'customer_opinion');
    return asked ? this.inputs.everybody(period, { before: true }) : NO_ANSWERS;
  }

  /** What decides the cycle's amounts besides customers' answers, as it stands now; the members are drawn already. */
  async people(cycle: Cycle): Promise<CyclePeople> {
    const version = await this.plans.version(cycle.planVersionId);
    const { definition } = version;
    const plan = cyclePlan(version);
    const closed = await this.frozen.find(cycle.period, 'employee');
    const asked = plan.lines.some((line) => line.kind === 'customer_opinion');
    const [groups, rows, memberOf] = await together([
      asked && closed ? this.frozen.formerPeerGroups(closed) : new Map<string, string>(),
      this.members(cycle),
      this.memberReader(cycle, definition),
    ]);
    // A closed period compares everybody with those whom they were compared with then.
    for (const row of rows) row.peerGroup = groups.get(row.employeeKey) ?? row.peerGroup;
    return { plan, definition, closed, rows, memberOf };
  }

  /**
   * Everything that decides the cycle's amounts, as it stands now: what holds for all, and everybody one after the other. Read
   * inside the transaction that seals it.
   * @param people `people`
   * @param table `answers`
   */
  async gather(cycle: Cycle, people: CyclePeople, table: GivenRatings): Promise<GatheredInputs> {
    const { plan, definition, closed, rows, memberOf } = people;
    const opinion = plan.lines.find((line) => line.kind === 'customer_opinion');
    const formulas = closed ? { ...FORMULA_VERSIONS, score: scoreFormula(closed.formula) } : FORMULA_VERSIONS;
    const target = Number(opinion?.target ?? 0);
    const priors = !opinion ? null : closed ? closed.priors : await this.priors(cycle.period, target);
    // A closed period keeps its parameters: whoever was corrected since moves alone.
    const parameters = !opinion
      ? NO_PARAMETERS
      : closed
        ? closedParameters(await this.frozen.parameters(closed), target)
        : freezeParameters(
            scorePeriod({ formula: formulas.score, target, employees: table, priors: priors ?? undefined }),
          );
    const head: SnapshotHead = {
      formulas,
      cycle: { key: cycle.key, name: cycle.name, period: cycle.period },
      plan,
      poolMinor: cycle.poolMinor,
      ...(cycle.reserveMinor > 0 && { reserveMinor: cycle.reserveMinor }),
      scoring: {
        parameters,
        ...(opinion && closed && { closedInputsHash: closed.inputsHash }),
        priors,
        ...tooFewAnswers(definition, table),
      },
    };
    const answers = new AnswersInOrder(table, rows);
    return {
      head,
      rows: { members: rows.length, others: answers.countOthers() },
      members: function* () {
        for (const { row, cells } of answers.ofMembers())
          yield { employeeId: row.employeeId, member: memberOf(row, cells) };
      },
      others: () => answers.ofOthers(),
    };
  }

  /**
   * What customers' answers about one member come to as they count now.
   * @param leftOut ids of answers that the plan leaves out, as they were settled when the cycle was calculated
   */
  async answersAbout(
    period: Period,
    employeeId: number,
    employeeKey: string,
    leftOut: readonly string[] = [],
  ): Promise<AnswersAbout> {
    const [own] = (await this.inputs.load(period, 'employee', [employeeId])).map(sorted);
    const [counted] = await this.responses(period, employeeId);
    const repeats = (await this.inputs.repeatCustomers(period, [employeeId])).get(employeeKey);
    const left = (await this.inputs.without(period, leftOut, [employeeId])).get(employeeKey);
    return {
      customerCounts: own?.cells ?? [],
      ...(left && { recovered: recoveredFrom(left) }),
      responsesCounted: counted?.counted ?? 0,
      responsesExcluded: counted?.excluded ?? 0,
      ...(repeats && { repeats }),
    };
  }

  /** In the order of keys. */
  private async members({ id }: Cycle): Promise<MemberRow[]> {
    const rows = await this.database.all<MemberRow>(
      `SELECT m.employee_id AS "employeeId", e.external_id AS "employeeKey", e.name AS "name", e.job_family AS "peerGroup",
              m.target_bonus_minor AS "targetBonusMinor", m.eligible_days AS "eligibleDays", m.period_days AS "periodDays",
              m.segments AS "segments"
       FROM cycle_member m JOIN employee e ON e.id = m.employee_id WHERE m.cycle_id = ?`,
      [id],
    );
    return rows.sort((a, b) => (a.employeeKey < b.employeeKey ? -1 : 1));
  }

  /** Reads what there is about everybody, once; the function puts one member together, its parts in canonical order. */
  private async memberReader(
    cycle: Cycle,
    definition: PlanDefinition,
  ): Promise<(row: MemberRow, cells: readonly CellCounts[]) => CycleMember> {
    const answered = definition.lines.some(({ kind }) => kind === 'customer_opinion');
    const repeats = answered ? await this.inputs.repeatCustomers(cycle.period) : new Map<string, never>();
    const leftOut = await this.leftOut(cycle.period, definition);
    const scoresOf = await this.lineScores.of(cycle, definition);
    const closed = await this.gates.closed(cycle.id);
    const salaries = definition.merit ? await this.salaries(cycle) : new Map<number, SalaryRow>();
    const counted = new Map((await this.responses(cycle.period)).map((row) => [row.key, row]));
    return (row, cells) => {
      const { employeeId, employeeKey, segments } = row;
      const repeated = repeats.get(employeeKey);
      const closedGates = [...closed.all, ...(closed.byEmployee.get(employeeId) ?? [])];
      const salary = salaries.get(employeeId);
      const responses = counted.get(employeeKey);
      const left = leftOut.get(employeeKey);
      return {
        ...(closedGates.length > 0 && { closedGates: sortedByKey(closedGates, ({ key }) => key) }),
        customerCounts: cells,
        eligibleDays: row.eligibleDays,
        employeeKey,
        lineScores: scoresOf(employeeId),
        name: row.name,
        peerGroup: row.peerGroup,
        periodDays: row.periodDays,
        ...(left && { recovered: recoveredFrom(left) }),
        ...(repeated && { repeats: repeated }),
        responsesCounted: responses?.counted ?? 0,
        responsesExcluded: responses?.excluded ?? 0,
        ...(salary && {
          salary: {
            maximumMinor: salary.maximumMinor,
            midpointMinor: salary.midpointMinor,
            salaryMinor: salary.salaryMinor,
          },
        }),
        ...(segments !== null && { segments: JSON.parse(segments) as TargetSegment[] }),
        targetBonusMinor: row.targetBonusMinor,
      };
    };
  }

  /** What is left where the plan leaves recovered answers out, of those whom one was credited to. */
  private async leftOut(
    period: Period,
    { lines }: PlanDefinition,
  ): Promise<ReadonlyMap<string, RatingsLeft>> {
    const leaves = lines.some((line) => line.kind === 'customer_opinion' && line.recovered === 'leave_out');
    return leaves ? this.inputs.without(period, await this.recovered.of(period)) : new Map();
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

  /**
   * How many responses about each employee count, and how many were received and do not. From the employees to what was credited to
   * them in the period, whatever else was answered.
   * @param only of this employee; everybody's are read inside a transaction as they were before it began
   */
  private async responses(period: Period, only?: number): Promise<CountRow[]> {
    const sql = `SELECT e.external_id AS "key", CAST(SUM(CASE WHEN rc.counts = 1 THEN 1 ELSE 0 END) AS bigint) AS "counted",
              CAST(SUM(CASE WHEN rc.counts = 1 THEN 0 ELSE 1 END) AS bigint) AS "excluded"
       FROM employee e CROSS JOIN attribution t CROSS JOIN response_current rc
       WHERE e.id > ? AND e.id <= ? AND t.employee_id = e.id AND t.counting_day >= ? AND t.counting_day < ?
         AND rc.response_id = t.response_id AND rc.attribution_entry = t.entry AND (rc.complete = 1 OR rc.settled_at IS NOT NULL)
         AND EXISTS (
           SELECT 1 FROM answer a JOIN question q ON q.id = a.question_id AND q.subject = 'employee' AND q.part <> 'expected'
           WHERE a.response_id = rc.response_id AND a.revision = rc.revision AND a.rating IS NOT NULL
             AND a.about_employee_id IN (0, t.employee_id))
       GROUP BY e.id, e.external_id`;
    const { from, to } = period;
    if (only !== undefined) return this.database.all<CountRow>(sql, [only - 1, only, from, to]);
    const last = await this.database.get<{ id: number | null }>('SELECT MAX(id) AS "id" FROM employee');
    const ranges = rangesUpTo(last?.id ?? 0, PARTS);
    const parts = ranges.map((range) => this.database.before<CountRow>(sql, [...range, from, to]));
    return (await together(parts)).flat();
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
  { weights }: RatingTable,
): Pick<CycleSnapshot['scoring'], 'tooFew'> {
  const needed = eligibility.minimumOrganizationAnswers;
  if (needed === 0 || !lines.some(({ kind }) => kind === 'customer_opinion')) return {};
  let counted = 0;
  for (const ppm of weights) counted += ppm;
  const answers = Math.floor(counted / WHOLE_SHARE);
  return answers < needed ? { tooFew: { answers, needed } } : {};
}

/** As a snapshot keeps it, its parts in canonical order. */
function recoveredFrom({ leftOut, ratings, repeats }: RatingsLeft): RecoveredLeftOut {
  return {
    customerCounts: ratings ? sorted(ratings).cells : [],
    ...(repeats && { repeats }),
    responses: leftOut,
  };
}

/** Databases return groups in their own order. */
function sorted({ key, peerGroup, cells }: EmployeeRatings): EmployeeRatings {
  const order = ({ cell, counts }: CellCounts): string => `${cell}\u0000${counts.min}–${counts.max}`;
  return { key, ...(peerGroup === undefined ? {} : { peerGroup }), cells: sortedByKey(cells, order) };
}
