/** What looks found, one row per kind and person: a finding that persists is updated, one that is settled can come back. */
import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../kernel';
import { Database, newId } from '../platform/database';
import { SIGNAL_FORMULA, STRENGTHS, strengthOf } from '../scoring/calc';
import type { Evidence, Finding, FoundKind } from './finding';

export const SIGNAL_STATES = ['open', 'investigating', 'settled', 'reopened'] as const;
export type SignalState = (typeof SIGNAL_STATES)[number];

export interface KnownSignal {
  readonly id: string;
  readonly kind: FoundKind;
  readonly employeeId: number;
  readonly state: SignalState;
  readonly holds: number;
  readonly fromDay: string;
  readonly untilDay: string;
  readonly finding: string;
  readonly evidence: string;
}

export interface Settled {
  readonly kind: FoundKind;
  readonly employeeId: number;
  /** Local day of the newest decision. */
  readonly decidedOn: string;
}

const subjectOf = (employeeId: number): string => `employee:${employeeId}`;

@Injectable()
export class SignalStore {
  constructor(private readonly database: Database) {}

  known(): Promise<KnownSignal[]> {
    return this.database.all<KnownSignal>(
      `SELECT id AS "id", kind AS "kind", employee_id AS "employeeId", state AS "state", holds AS "holds",
         from_day AS "fromDay", until_day AS "untilDay", finding AS "finding", evidence AS "evidence"
       FROM integrity_signal ORDER BY id`,
    );
  }

  /** What is settled, with the day of the decision: what came until then is not held against anybody again. */
  settled(): Promise<Settled[]> {
    return this.database.all<Settled>(
      `SELECT s.kind AS "kind", s.employee_id AS "employeeId",
         (SELECT MAX(d.decided_on) FROM signal_decision d WHERE d.signal_id = s.id AND d.verdict <> 'investigate') AS "decidedOn"
       FROM integrity_signal s
       WHERE EXISTS (SELECT 1 FROM signal_decision d WHERE d.signal_id = s.id AND d.verdict <> 'investigate')`,
    );
  }

  /**
   * Keeps a finding. The same said again changes nothing.
   * @param known the row of this kind and employee, if there is one
   * @returns what happened to it, and its id
   */
  async keep(
    finding: Finding,
    known: KnownSignal | undefined,
    untilDay: string,
    at: number,
  ): Promise<{ id: string; change: 'found' | 'reopened' | 'updated' | 'none' }> {
    const { kind, employeeId, fromDay, probability, numbers, evidence } = finding;
    const said = canonicalJson({ probability, numbers });
    const shown = canonicalJson(evidence);
    const strength = STRENGTHS.indexOf(strengthOf(probability, evidence.length));
    if (!known) {
      const id = newId();
      await this.database.run(
        `INSERT INTO integrity_signal (id, kind, subject, employee_id, state, strength, holds, from_day, until_day, finding,
           evidence, formula, found_at, changed_at) VALUES (?, ?, ?, ?, 'open', ?, 1, ?, ?, ?, ?, ?, ?, ?)`,
        [
          id, kind, subjectOf(employeeId), employeeId, strength, fromDay, untilDay, said, shown, SIGNAL_FORMULA, at, at,
        ], // prettier-ignore
      );
      return { id, change: 'found' };
    }
    const reopened = known.state === 'settled';
    if (!reopened && known.holds === 1 && known.finding === said && known.evidence === shown) {
      if (known.untilDay !== untilDay || known.fromDay !== fromDay)
        await this.database.run('UPDATE integrity_signal SET from_day = ?, until_day = ? WHERE id = ?', [
          fromDay,
          untilDay,
          known.id,
        ]);
      return { id: known.id, change: 'none' };
    }
    await this.database.run(
      `UPDATE integrity_signal SET state = ?, strength = ?, holds = 1, from_day = ?, until_day = ?, finding = ?, evidence = ?,
         formula = ?, changed_at = ? WHERE id = ?`,
      [
        reopened ? 'reopened' : known.state,
        strength,
        fromDay,
        untilDay,
        said,
        shown,
        SIGNAL_FORMULA,
        at,
        known.id,
      ],
    );
    return { id: known.id, change: reopened ? 'reopened' : 'updated' };
  }

  /** The newest look no longer finds it: what was found stays as it was. */
  async ceased(id: string, at: number): Promise<void> {
    await this.database.run(
      'UPDATE integrity_signal SET holds = 0, changed_at = ? WHERE id = ? AND holds = 1',
      [at, id],
    );
  }

  async addRun(
    run: { fromDay: string; untilDay: string; comparisons: number; standing: number },
    at: number,
  ): Promise<void> {
    await this.database.run(
      `INSERT INTO signal_run (id, from_day, until_day, comparisons, standing, formula, ran_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [newId(), run.fromDay, run.untilDay, run.comparisons, run.standing, SIGNAL_FORMULA, at],
    );
  }

  /** Locks the row until the transaction ends. */
  async lock(id: string): Promise<KnownSignal | undefined> {
    await this.database.run('UPDATE integrity_signal SET holds = holds WHERE id = ?', [id]);
    const found = await this.database.all<KnownSignal>(
      `SELECT id AS "id", kind AS "kind", employee_id AS "employeeId", state AS "state", holds AS "holds",
         from_day AS "fromDay", until_day AS "untilDay", finding AS "finding", evidence AS "evidence"
       FROM integrity_signal WHERE id = ?`,
      [id],
    );
    return found[0];
  }

  async decide(
    { id, evidence, finding }: KnownSignal,
    decision: { verdict: string; reason: string; state: SignalState; actor: string; day: string; at: number },
  ): Promise<void> {
    const { verdict, reason, state, actor, day, at } = decision;
    await this.database.run(
      `INSERT INTO signal_decision (id, signal_id, verdict, reason, evidence, finding, decided_by, decided_on, decided_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [newId(), id, verdict, reason, evidence, finding, actor, day, at],
    );
    await this.database.run('UPDATE integrity_signal SET state = ?, changed_at = ? WHERE id = ?', [
      state,
      at,
      id,
    ]);
  }
}

export const evidenceOf = (signal: Pick<KnownSignal, 'evidence'>): Evidence[] =>
  JSON.parse(signal.evidence) as Evidence[];
