/**
 * Whether closed periods still are what was kept: the stored answers give the stored hash, computed again they give the stored
 * parameters and scores to the last bit, and the hashes are those that the audit log was told.
 */
import { Injectable } from '@nestjs/common';
import { canonicalJson, DomainError, formatPeriod, type Period } from '../kernel';
import { Audit } from '../platform/audit';
import { parametersOf, type PeriodParameters, scorePeriodBy } from './calc';
import { frozenSettings, inputsHash, plain, ratingsFrom, resultHash, resultText } from './frozen-bytes';
import { type FrozenHead, FrozenPeriods, type FrozenRow } from './frozen-periods';
import type { FrozenNow } from './freezing.service';
import type { Unit } from './period-inputs';

/**
 * `inputs`: the stored answers or settings are not those that were hashed. `parameters`, `result`: they are not what the answers
 * give. `audit`: the audit log was told of other hashes, or of none. `formula`: it is not known here, nothing can be said.
 */
export type FrozenFault = 'inputs' | 'parameters' | 'result' | 'audit' | 'formula';

export interface FrozenReport {
  /** `2026-10`, `2026-Q3`, … */
  readonly period: string;
  readonly unit: Unit;
  readonly units: number;
  readonly inputsHash: string;
  readonly resultHash: string;
  readonly faults: readonly FrozenFault[];
  /** The units whose stored score is not the computed one, at most ten. */
  readonly keys: readonly string[];
}

const NAMED = 10;

@Injectable()
export class FrozenChecks {
  constructor(
    private readonly frozen: FrozenPeriods,
    private readonly audit: Audit,
  ) {}

  /** Checks one closed period, or all of them; a report for each kind of unit. */
  async verify(period?: Period): Promise<FrozenReport[]> {
    const heads = (await this.frozen.list()).filter(
      (head) => !period || (head.period.from === period.from && head.period.to === period.to),
    );
    const reports: FrozenReport[] = [];
    for (const head of heads) reports.push(await this.check(head));
    return reports;
  }

  private async check(head: FrozenHead): Promise<FrozenReport> {
    const rows = await this.frozen.rows(head);
    const stored = await this.frozen.parameters(head);
    const faults = new Set<FrozenFault>();
    const keys: string[] = [];
    if (rows.length !== head.units || inputsHash(head, rows) !== head.inputsHash) faults.add('inputs');
    const storedHash = resultHash(
      stored,
      rows.map(({ result }) => result),
    );
    const again = recompute(head, rows);
    if (again === null) {
      faults.add('formula');
      if (storedHash !== head.resultHash) faults.add('result');
    } else {
      if (bytesOf(again.parameters) !== bytesOf(stored)) faults.add('parameters');
      const differing = rows.filter(({ key, result }) => again.results.get(key) !== result);
      keys.push(...differing.slice(0, NAMED).map(({ key }) => key));
      const computedHash = resultHash(again.parameters, again.results.values());
      if (differing.length > 0 || storedHash !== head.resultHash || computedHash !== head.resultHash)
        faults.add('result');
    }
    if (!(await this.isAudited(head))) faults.add('audit');
    const { unit, units, inputsHash: inputs, resultHash: result } = head;
    const period = formatPeriod(head.period);
    return { period, unit, units, inputsHash: inputs, resultHash: result, faults: [...faults], keys };
  }

  /** The audit chain holds the hashes as they were told in the transaction that kept the period. */
  private async isAudited(head: FrozenHead): Promise<boolean> {
    const entries = await this.audit.about(`period:${formatPeriod(head.period)}`);
    return entries
      .filter(({ action }) => action === 'scores.frozen')
      .flatMap(({ details }) => (JSON.parse(details) as { kept: FrozenNow[] }).kept)
      .some(
        ({ unit, inputsHash: inputs, resultHash: result }) =>
          unit === head.unit && inputs === head.inputsHash && result === head.resultHash,
      );
  }
}

/** Null where the formula, or one of its fixed rules, is no longer the one that was used. */
function recompute(
  head: FrozenHead,
  rows: readonly FrozenRow[],
): { parameters: PeriodParameters; results: Map<string, string> } | null {
  if (canonicalJson(plain(frozenSettings(head.settings))) !== canonicalJson(plain(head.settings)))
    return null;
  try {
    const scores = scorePeriodBy(head.formula, {
      target: head.settings.target,
      employees: rows.map(({ key, peerGroup, ratings }) => ({ key, peerGroup, cells: ratingsFrom(ratings) })),
      priors: head.priors ?? undefined,
    });
    return {
      parameters: parametersOf(scores, head.priors),
      results: new Map(scores.employees.map((score) => [score.key, resultText(score)])),
    };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'scoring.unknown_formula') return null;
    // Counts that nothing can be computed from are no closed period: their hash tells.
    if (error instanceof DomainError || error instanceof SyntaxError)
      return { parameters: parametersOf(EMPTY, null), results: new Map() };
    throw error;
  }
}

const EMPTY = { formula: '', target: 0, groups: [], cells: [], cellOf: [], employees: [] };

function bytesOf({ formula, target, groups, cells, cellOf }: PeriodParameters): string {
  return canonicalJson(plain({ formula, target, groups, cells, cellOf }));
}
