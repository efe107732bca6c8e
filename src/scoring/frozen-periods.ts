/**
 * Closed periods as they were frozen. Who nothing changed about is shown what was shown then, whatever happened to targets, formulas
 * or colleagues since; whose answers were corrected afterwards is computed again, alone, with the frozen parameters.
 */
import { Injectable } from '@nestjs/common';
import { type Period, sortedByKey } from '../kernel';
import { Database } from '../platform/database';
import {
  type CellEffect,
  type CountedCell,
  type EmployeeRatings,
  type EmployeeScore,
  type GroupParameters,
  type PeriodParameters,
  type PeriodScores,
  scoreWithParameters,
} from './calc';
import { type FrozenSettings, ratingsText } from './frozen-bytes';
import type { Unit } from './period-inputs';

/** One kind of unit in one closed period. */
export interface FrozenHead {
  readonly id: string;
  readonly unit: Unit;
  readonly period: Period;
  readonly formula: string;
  readonly settings: FrozenSettings;
  readonly priors: PeriodParameters['priors'];
  readonly cells: readonly CellEffect[];
  readonly cellOf: readonly CountedCell[];
  readonly units: number;
  readonly inputsHash: string;
  readonly resultHash: string;
  readonly frozenBy: string;
  /** UTC milliseconds. */
  readonly frozenAt: number;
}

/** Scores as they are shown: from a closed period or, while it runs, from what is known now. */
export interface ShownScores extends PeriodScores {
  /** Null while the period is open. */
  readonly closed: FrozenHead | null;
  /** By key, the score that was shown at the closing, where answers changed since; null for somebody without any then. */
  readonly corrected: ReadonlyMap<string, EmployeeScore | null>;
}

interface HeadRow extends Omit<FrozenHead, 'period' | 'settings' | 'priors' | 'cells' | 'cellOf'> {
  fromDay: string;
  toDay: string;
  settings: string;
  priors: string;
  cells: string;
  cellOf: string;
}

/** One unit's answers and score as they were when the period was closed, as canonical text. */
export interface FrozenRow {
  readonly key: string;
  readonly peerGroup: string;
  readonly ratings: string;
  readonly result: string;
}

/** The same with its score read. */
export interface FrozenScore extends Omit<FrozenRow, 'result'> {
  readonly result: EmployeeScore;
}

/** A closed period with what was shown of one unit (none: null). */
export interface PastScore {
  readonly periodId: string;
  readonly period: Period;
  readonly kept: FrozenScore | null;
}

const HEAD = `p.id AS "id", p.unit AS "unit", p.from_day AS "fromDay", p.to_day AS "toDay", p.formula AS "formula",
  p.settings AS "settings", p.priors AS "priors", p.cells AS "cells", p.cell_of AS "cellOf", p.units AS "units",
  p.inputs_hash AS "inputsHash", p.result_hash AS "resultHash", p.frozen_by AS "frozenBy", p.frozen_at AS "frozenAt"`;
const SCORE = `s.unit_key AS "key", s.peer_group AS "peerGroup", s.ratings AS "ratings", s.result AS "result"`;

@Injectable()
export class FrozenPeriods {
  constructor(private readonly database: Database) {}

  /** The period as it was closed for one kind of unit; undefined while it is open. */
  async find({ from, to }: Period, unit: Unit): Promise<FrozenHead | undefined> {
    const row = await this.database.get<HeadRow>(
      `SELECT ${HEAD} FROM frozen_period p WHERE p.unit = ? AND p.from_day = ? AND p.to_day = ?`,
      [unit, from, to],
    );
    return row && headOf(row);
  }

  /** All closed periods, oldest first. */
  async list(): Promise<FrozenHead[]> {
    const rows = await this.database.all<HeadRow>(
      `SELECT ${HEAD} FROM frozen_period p ORDER BY p.from_day, p.to_day, p.unit`,
    );
    return rows.map(headOf);
  }

  /** What scores of the period are computed with. */
  async parameters(head: FrozenHead): Promise<PeriodParameters> {
    const rows = await this.database.all<{ parameters: string }>(
      'SELECT parameters AS "parameters" FROM frozen_group WHERE period_id = ?',
      [head.id],
    );
    const groups = rows.map(({ parameters }) => JSON.parse(parameters) as GroupParameters);
    const { formula, settings, priors, cells, cellOf } = head;
    return {
      formula,
      target: settings.target,
      priors,
      cells,
      cellOf,
      groups: sortedByKey(groups, ({ peerGroup }) => peerGroup),
    };
  }

  /** Every unit's row as it stands in the table, sorted by key. */
  async rows(head: FrozenHead): Promise<FrozenRow[]> {
    const rows = await this.database.all<FrozenRow>(
      `SELECT ${SCORE} FROM frozen_score s WHERE s.period_id = ?`,
      [head.id],
    );
    return sortedByKey(rows, ({ key }) => key);
  }

  /**
   * The peer groups that employees were compared with when the period was closed, of those who have another one today; inside a
   * transaction as it was before it began.
   */
  async formerPeerGroups(head: FrozenHead): Promise<Map<string, string>> {
    const rows = await this.database.before<{ key: string; peerGroup: string }>(
      `SELECT s.unit_key AS "key", s.peer_group AS "peerGroup" FROM frozen_score s
       JOIN employee e ON e.external_id = s.unit_key
       WHERE s.period_id = ? AND s.peer_group <> COALESCE(e.job_family, '')`,
      [head.id],
    );
    return new Map(rows.map(({ key, peerGroup }) => [key, peerGroup]));
  }

  /** Everybody's scores, given the answers that count today. */
  async scores(head: FrozenHead, current: readonly EmployeeRatings[]): Promise<ShownScores> {
    const [parameters, rows] = await Promise.all([this.parameters(head), this.rows(head)]);
    return shown(head, parameters, { frozen: rows.map(scoreOf), current });
  }

  /** The scores of one unit alone, given its answers that count today (none: undefined). */
  async scoresOfOne(
    head: FrozenHead,
    key: string,
    current: EmployeeRatings | undefined,
  ): Promise<ShownScores> {
    const [parameters, row] = await Promise.all([
      this.parameters(head),
      this.database.get<FrozenRow>(
        `SELECT ${SCORE} FROM frozen_score s WHERE s.period_id = ? AND s.unit_key = ?`,
        [head.id, key],
      ),
    ]);
    return shown(head, parameters, { frozen: row ? [scoreOf(row)] : [], current: current ? [current] : [] });
  }

  /** One unit's score in a closed period of its history, given its answers that count today. */
  async scoreOf(
    { periodId, kept }: PastScore,
    key: string,
    current: EmployeeRatings | undefined,
  ): Promise<EmployeeScore | undefined> {
    if (!kept && !current) return undefined;
    if (kept && ratingsText(current ?? { cells: [] }) === kept.ratings) return kept.result;
    const again = {
      key,
      cells: current?.cells ?? [],
      peerGroup: kept?.peerGroup ?? current?.peerGroup ?? 'all',
    };
    const head = await this.database.get<HeadRow>(`SELECT ${HEAD} FROM frozen_period p WHERE p.id = ?`, [
      periodId,
    ]);
    return head && scoreWithParameters(again, await this.parameters(headOf(head)));
  }

  /** The closed periods within these days, each with what was shown of one unit. */
  async historyOf(unit: Unit, key: string, { from, to }: Period): Promise<PastScore[]> {
    const rows = await this.database.all<
      { id: string; fromDay: string; toDay: string } & { [Part in keyof FrozenRow]: FrozenRow[Part] | null }
    >(
      `SELECT p.id AS "id", p.from_day AS "fromDay", p.to_day AS "toDay", ${SCORE} FROM frozen_period p
       LEFT JOIN frozen_score s ON s.period_id = p.id AND s.unit_key = ?
       WHERE p.unit = ? AND p.from_day >= ? AND p.to_day <= ?`,
      [key, unit, from, to],
    );
    return rows.map(({ id, fromDay, toDay, ...row }) => ({
      periodId: id,
      period: { from: fromDay, to: toDay },
      kept: row.key === null ? null : scoreOf(row as FrozenRow),
    }));
  }
}

function shown(
  head: FrozenHead,
  parameters: PeriodParameters,
  { frozen, current }: { frozen: readonly FrozenScore[]; current: readonly EmployeeRatings[] },
): ShownScores {
  const corrected = new Map<string, EmployeeScore | null>();
  const now = new Map(current.map((ratings) => [ratings.key, ratings]));
  const scores = frozen.map(({ key, peerGroup, ratings, result }) => {
    const today = now.get(key) ?? { key, cells: [] };
    now.delete(key);
    if (ratingsText(today) === ratings) return result;
    corrected.set(key, result);
    return scoreWithParameters({ ...today, peerGroup }, parameters);
  });
  for (const ratings of now.values()) {
    corrected.set(ratings.key, null);
    scores.push(scoreWithParameters(ratings, parameters));
  }
  const { formula, target, groups, cells, cellOf } = parameters;
  return {
    formula,
    target,
    groups,
    cells,
    cellOf,
    employees: sortedByKey(scores, ({ key }) => key),
    closed: head,
    corrected,
  };
}

function headOf({ fromDay, toDay, settings, priors, cells, cellOf, ...row }: HeadRow): FrozenHead {
  return {
    id: row.id,
    unit: row.unit,
    period: { from: fromDay, to: toDay },
    formula: row.formula,
    settings: JSON.parse(settings) as FrozenSettings,
    priors: JSON.parse(priors) as PeriodParameters['priors'],
    cells: JSON.parse(cells) as CellEffect[],
    cellOf: JSON.parse(cellOf) as CountedCell[],
    units: row.units,
    inputsHash: row.inputsHash,
    resultHash: row.resultHash,
    frozenBy: row.frozenBy,
    frozenAt: row.frozenAt,
  };
}

function scoreOf({ key, peerGroup, ratings, result }: FrozenRow): FrozenScore {
  return { key, peerGroup, ratings, result: JSON.parse(result) as EmployeeScore };
}
