/**
 * The bytes of a closed period: what is hashed when it is frozen and again whenever it is verified. People are named by their
 * external ids and everything is sorted, so that the same answers give the same bytes on SQLite and on PostgreSQL.
 */
import { createHash } from 'node:crypto';
import { canonicalJson, type Period, sortedByKey } from '../kernel';
import {
  type CellCounts,
  DEFAULT_MERGE_RULE,
  type EmployeeRatings,
  type EmployeeScore,
  M_BOUNDS,
  type PeriodParameters,
  SMALL_GROUP,
} from './calc';
import type { Unit } from './period-inputs';

/** What the organization had decided about scores, and the fixed rules of the formula as they were. */
export interface FrozenSettings {
  readonly target: number;
  readonly csatTarget: number;
  readonly mergeRule: { readonly minimumResponses: number; readonly minimumEmployees: number };
  readonly smallGroup: { readonly employees: number; readonly responses: number };
  readonly boundsOfM: { readonly minimum: number; readonly maximum: number };
}

export const frozenSettings = (decided: { target: number; csatTarget: number }): FrozenSettings => ({
  target: decided.target,
  csatTarget: decided.csatTarget,
  mergeRule: DEFAULT_MERGE_RULE,
  smallGroup: SMALL_GROUP,
  boundsOfM: M_BOUNDS,
});

/** What a hash of inputs covers besides the units themselves. */
export interface InputsHead {
  readonly unit: Unit;
  readonly period: Period;
  readonly formula: string;
  readonly settings: FrozenSettings;
  readonly priors: PeriodParameters['priors'];
}

/** One unit's answers as they are kept: `[cell, lowest rating, highest rating, [millionths by rating], reversed]`, sorted. */
export function ratingsText({ cells }: Pick<EmployeeRatings, 'cells'>): string {
  const rows = cells.map(({ cell, counts }) => [
    cell, counts.min, counts.max, [...counts.weights], counts.reversed === true,
  ]); // prettier-ignore
  return canonicalJson(
    sortedByKey(rows, ([cell, min, max]) => `${String(cell)}\u0000${String(min)}–${String(max)}`),
  );
}

/** The answers behind such a text. */
export function ratingsFrom(text: string): CellCounts[] {
  const rows = JSON.parse(text) as [string, number, number, number[], boolean][];
  return rows.map(([cell, min, max, weights, reversed]) => ({
    cell,
    counts: reversed ? { min, max, weights, reversed } : { min, max, weights },
  }));
}

/** SHA-256 of the head and of every unit's key, group and answers, one line each. `units` are sorted by key. */
export function inputsHash(
  { unit, period, formula, settings, priors }: InputsHead,
  units: Iterable<{ readonly key: string; readonly peerGroup: string; readonly ratings: string }>,
): string {
  const hash = createHash('sha256').update(
    `${canonicalJson(plain({ unit, period, formula, settings, priors }))}\n`,
    'utf8',
  );
  for (const { key, peerGroup, ratings } of units)
    hash.update(`${canonicalJson([key, peerGroup])} ${ratings}\n`, 'utf8');
  return hash.digest('hex');
}

/** SHA-256 of the parameters and of every unit's result, one line each. `results` are sorted by key. */
export function resultHash(
  { formula, target, groups, cells, cellOf }: PeriodParameters,
  results: Iterable<string>,
): string {
  const hash = createHash('sha256');
  hash.update(`${canonicalJson(plain({ formula, target, groups, cells, cellOf }))}\n`, 'utf8');
  for (const result of results) hash.update(`${result}\n`, 'utf8');
  return hash.digest('hex');
}

/** The canonical text of one score. */
export function resultText(score: EmployeeScore): string {
  return canonicalJson(plain(score));
}

/** Without members that are not there: an absent one and an undefined one are the same fact. */
export function plain(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
