/** Prints what was measured as a table and keeps it in `bench/results/`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import type { Quartiles } from './quartiles';

export type Verdict = 'passed' | 'failed' | 'undecided' | 'void';

export interface Report {
  /** Also the file's name. */
  name: string;
  command: string;
  verdict: Verdict;
  /** What was printed, line by line. */
  table: readonly (readonly [label: string, value: string])[];
  /** Everything behind it. */
  measured: object;
}

const RESULTS = join(__dirname, '../../../bench/results');

/** Pass: the median keeps the gate. Fail: not even the better quarter does. Else: run it again. */
export function verdictAtMost(ratio: Quartiles, gate: number, control: Quartiles): Verdict {
  if (isVoid(control)) return 'void';
  if (ratio.median <= gate) return 'passed';
  return ratio.lower > gate ? 'failed' : 'undecided';
}

export function verdictAtLeast(ratio: Quartiles, gate: number, control: Quartiles): Verdict {
  if (isVoid(control)) return 'void';
  if (ratio.median >= gate) return 'passed';
  return ratio.upper < gate ? 'failed' : 'undecided';
}

/** The same thing against itself must come out even, or the machine was too restless to tell anything. */
function isVoid(control: Quartiles): boolean {
  return control.median < 0.85 || control.median > 1.15;
}

export function shown({ lower, median, upper }: Quartiles): string {
  return `${median.toFixed(2)} (quartiles ${lower.toFixed(2)}–${upper.toFixed(2)})`;
}

/**
 * Keeps what was measured so far beside the results, as `<name>.part.json`: a run that is stopped has lost nothing but what it was
 * at. Published results take its place.
 */
export function keepPart(name: string, command: string, parts: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const json = JSON.stringify({ keptAt: new Date().toISOString(), name, command, parts }, null, 1);
  writeFileSync(join(RESULTS, `${name}.part.json`), `${json}\n`);
}

export async function publish(report: Report): Promise<void> {
  const width = Math.max(...report.table.map(([label]) => label.length));
  const lines = report.table.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  process.stdout.write(`\n${report.name}: ${report.verdict}\n${lines.join('\n')}\n`);
  mkdirSync(RESULTS, { recursive: true });
  const json = JSON.stringify({ measuredAt: new Date().toISOString(), ...report });
  writeFileSync(
    join(RESULTS, `${report.name}.json`),
    await format(json, { parser: 'json', printWidth: 110 }),
  );
  rmSync(join(RESULTS, `${report.name}.part.json`), { force: true });
  if (report.verdict === 'failed') process.exitCode = 1;
}
