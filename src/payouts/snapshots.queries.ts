/** Reads sealed snapshots, what became of their people, and their sign-offs. All of it is pay data but the hashes. */
import { Injectable } from '@nestjs/common';
import { sortedByKey } from '../kernel';
import { Database, placeholders, type SqlValue } from '../platform/database';
import {
  type CycleMember,
  type CycleResult,
  type CycleSnapshot,
  estimateParameters,
  type FrozenParameters,
  type MemberPay,
  NO_PARAMETERS,
  type SnapshotHead,
} from './calc';
import { EvaluatedRows } from './evaluated-rows';
import type { SealedHead } from './sealing';
import { memberFrom, otherFrom } from './snapshot-content';
import { type Statement, statementWithSpread } from './statement';

export interface SnapshotHashes {
  id: number;
  cycleId: number;
  snapshotHash: string;
  resultHash: string;
  formula: string;
  createdAt: number;
}

/** As it is kept. In rows: `snapshot` and `result` are what stands before them. Otherwise everything in one piece. */
export interface SnapshotTexts extends SnapshotHashes {
  snapshot: string;
  result: string;
  /** Of its rows; null for one in one piece, as snapshots were until they were kept in rows. */
  rowsKey: string | null;
}

/** What somebody's evaluation came to. */
export interface KeptStatement {
  readonly employeeId: number;
  readonly statement: Statement;
}

/** A sealed snapshot, gone through without holding everybody. */
export interface MembersInTurn {
  readonly head: SnapshotHead;
  readonly parameters: FrozenParameters;
  /** How many members there are. */
  readonly people: number;
  readonly members: () => Iterable<CycleMember> | AsyncIterable<CycleMember>;
}

export interface SignOffRecord {
  id: string;
  snapshotId: number;
  signerName: string;
  reason: string;
  snapshotHash: string;
  resultHash: string;
  signedAt: number;
}

interface PersonRow {
  employeeId: number;
  /** The whole statement, or the pay beside a row of the snapshot. */
  kept: string;
  evaluationHash: string | null;
  content: string | null;
}

const HASHES = `id AS "id", cycle_id AS "cycleId", snapshot_hash AS "snapshotHash", result_hash AS "resultHash",
  formula AS "formula", created_at AS "createdAt"`;
const PAGE = 500;

@Injectable()
export class SnapshotsQueries {
  /** Of the snapshot that was read last: whoever reads statement after statement reads one. */
  private last: { readonly texts: SnapshotTexts; readonly rows: EvaluatedRows } | undefined;

  constructor(private readonly database: Database) {}

  hashes(snapshotId: number): Promise<SnapshotHashes | undefined> {
    return this.database.get<SnapshotHashes>(`SELECT ${HASHES} FROM cycle_snapshot WHERE id = ?`, [
      snapshotId,
    ]);
  }

  /** With the sealed bytes. */
  texts(snapshotId: number): Promise<SnapshotTexts | undefined> {
    return this.database.get<SnapshotTexts>(
      `SELECT ${HASHES}, snapshot AS "snapshot", result AS "result", rows_key AS "rowsKey" FROM cycle_snapshot WHERE id = ?`,
      [snapshotId],
    );
  }

  /** Rows of a snapshot in their order, some at a time: members first, then the others whose answers counted. */
  async *rows(rowsKey: string, from = 0): AsyncGenerator<string> {
    for (let place = from; ; place += PAGE) {
      const rows = await this.database.all<{ content: string }>(
        `SELECT content AS "content" FROM snapshot_row WHERE rows_key = ? AND place >= ? AND place < ? ORDER BY place`,
        [rowsKey, place, place + PAGE],
      );
      for (const { content } of rows) yield content;
      if (rows.length < PAGE) return;
    }
  }

  /** The whole snapshot, for what needs everybody at once. */
  async snapshot(snapshotId: number): Promise<CycleSnapshot | undefined> {
    const texts = await this.texts(snapshotId);
    if (!texts) return undefined;
    if (texts.rowsKey === null) return JSON.parse(texts.snapshot) as CycleSnapshot;
    const { rows, ...head } = JSON.parse(texts.snapshot) as SealedHead;
    const [members, others]: [CycleMember[], CycleSnapshot['scoring']['others'][number][]] = [[], []];
    for await (const content of this.rows(texts.rowsKey)) {
      if (members.length < rows.members) members.push(memberFrom(content));
      else others.push(otherFrom(content));
    }
    return { ...head, scoring: { ...head.scoring, others }, members };
  }

  /** What holds for all, and the members one after the other in the order of keys. */
  async inTurn(snapshotId: number): Promise<MembersInTurn | undefined> {
    const texts = await this.texts(snapshotId);
    if (!texts) return undefined;
    if (texts.rowsKey === null) {
      const snapshot = JSON.parse(texts.snapshot) as CycleSnapshot;
      const members = sortedByKey(snapshot.members, ({ employeeKey }) => employeeKey);
      const parameters = snapshot.scoring.parameters ?? estimateParameters(snapshot);
      return { head: snapshot, parameters, people: members.length, members: () => members };
    }
    const { rowsKey } = texts;
    const { rows, ...head } = JSON.parse(texts.snapshot) as SealedHead;
    const members = async function* (this: SnapshotsQueries): AsyncGenerator<CycleMember> {
      let left = rows.members;
      for await (const content of this.rows(rowsKey)) {
        if (left-- <= 0) return;
        yield memberFrom(content);
      }
    };
    const parameters = head.scoring.parameters ?? NO_PARAMETERS;
    return { head, parameters, people: rows.members, members: members.bind(this) };
  }

  /** Snapshot and result with one member alone: what an appeal computes anew. Undefined for somebody who is no member. */
  async alone(
    snapshotId: number,
    employeeId: number,
  ): Promise<{ snapshot: CycleSnapshot; result: CycleResult } | undefined> {
    const texts = await this.texts(snapshotId);
    const [kept] = await this.people(snapshotId, 'AND p.employee_id = ?', [employeeId]);
    const [found] = texts && kept ? this.read(texts, [kept]) : [];
    if (!texts || !kept || !found) return undefined;
    const { member } = found.statement;
    const result = { ...(JSON.parse(texts.result) as CycleResult), members: [member] };
    const whole = JSON.parse(texts.snapshot) as CycleSnapshot & Partial<SealedHead>;
    if (kept.content === null) {
      const members = whole.members.filter(({ employeeKey }) => employeeKey === member.employeeKey);
      return { snapshot: { ...whole, members }, result };
    }
    const { rows, ...head } = whole;
    void rows;
    const members = [memberFrom(kept.content)];
    return { snapshot: { ...head, scoring: { ...head.scoring, others: [] }, members }, result };
  }

  /** Statements of these employees; of everybody, read some at a time, in the order of their ids. */
  async *statements(snapshotId: number, only?: readonly number[]): AsyncGenerator<KeptStatement> {
    for (let after = 0; only ? after < only.length : true;) {
      const part = only?.slice(after, after + PAGE);
      const page = part
        ? await this.statementsOf(snapshotId, part)
        : await this.statementsAfter(snapshotId, after, PAGE);
      yield* page;
      if (!part && page.length < PAGE) return;
      after = part ? after + PAGE : (page.at(-1)?.employeeId ?? 0);
    }
  }

  statementsOf(snapshotId: number, employeeIds: readonly number[]): Promise<KeptStatement[]> {
    if (employeeIds.length === 0) return Promise.resolve([]);
    const where = `AND p.employee_id IN (${placeholders(employeeIds.length)})`;
    return this.statementsWhere(snapshotId, where, employeeIds);
  }

  /** At most `limit`, of the employees whose ids come after this one. */
  statementsAfter(snapshotId: number, after: number, limit: number): Promise<KeptStatement[]> {
    return this.statementsWhere(snapshotId, 'AND p.employee_id > ?', [after], `LIMIT ${limit}`);
  }

  /** What somebody is paid, without how it came about. */
  async pays(snapshotId: number): Promise<{ employee: string; pay: MemberPay }[]> {
    const rows = await this.database.all<{ employee: string; kept: string; place: number | null }>(
      `SELECT e.external_id AS "employee", p.statement AS "kept", p.place AS "place" FROM payout p
       JOIN employee e ON e.id = p.employee_id WHERE p.snapshot_id = ?`,
      [snapshotId],
    );
    return rows.map(({ employee, kept, place }) => ({
      employee,
      pay: place === null ? (JSON.parse(kept) as Statement).member : (JSON.parse(kept) as MemberPay),
    }));
  }

  /** Who approved the cycle, oldest first. */
  signOffs(cycleId: number): Promise<SignOffRecord[]> {
    return this.database.all<SignOffRecord>(
      `SELECT id AS "id", snapshot_id AS "snapshotId", signer_name AS "signerName", reason AS "reason",
              snapshot_hash AS "snapshotHash", result_hash AS "resultHash", signed_at AS "signedAt"
       FROM sign_off WHERE cycle_id = ? ORDER BY signed_at, id`,
      [cycleId],
    );
  }

  private async statementsWhere(
    snapshotId: number,
    where: string,
    params: readonly SqlValue[],
    end = '',
  ): Promise<KeptStatement[]> {
    const rows = await this.people(snapshotId, where, params, end);
    // A snapshot in one piece is read only for what is in rows: its statements stand for themselves.
    if (rows.every(({ content }) => content === null))
      return rows.map(({ employeeId, kept }) => ({ employeeId, statement: JSON.parse(kept) as Statement }));
    const texts = await this.texts(snapshotId);
    return texts ? this.read(texts, rows) : [];
  }

  private people(
    snapshotId: number,
    where: string,
    params: readonly SqlValue[],
    end = '',
  ): Promise<PersonRow[]> {
    return this.database.all<PersonRow>(
      `SELECT p.employee_id AS "employeeId", p.statement AS "kept", p.evaluation_hash AS "evaluationHash",
              r.content AS "content"
       FROM payout p JOIN cycle_snapshot s ON s.id = p.snapshot_id
       LEFT JOIN snapshot_row r ON r.rows_key = s.rows_key AND r.place = p.place
       WHERE p.snapshot_id = ? ${where} ORDER BY p.employee_id ${end}`,
      [snapshotId, ...params],
    );
  }

  private evaluatedRows(texts: SnapshotTexts): EvaluatedRows {
    // By their texts, which may have been tampered with, not by their number.
    const { last } = this;
    if (last?.texts.snapshot === texts.snapshot && last.texts.result === texts.result) return last.rows;
    const rows = new EvaluatedRows(texts);
    this.last = { texts, rows };
    return rows;
  }

  private read(texts: SnapshotTexts, rows: readonly PersonRow[]): KeptStatement[] {
    if (texts.rowsKey === null)
      return rows.map(({ employeeId, kept }) => ({ employeeId, statement: JSON.parse(kept) as Statement }));
    const evaluated = this.evaluatedRows(texts);
    return rows.map(({ employeeId, kept, evaluationHash, content }) => {
      const evaluation = evaluated.read(content ?? '', evaluationHash);
      const member = { ...evaluation, ...(JSON.parse(kept) as MemberPay) };
      return { employeeId, statement: statementWithSpread(evaluated.head, evaluated.result, member) };
    });
  }
}
