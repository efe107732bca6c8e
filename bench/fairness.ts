/**
 * Who gets how much of a bonus pool that should be somebody else's: the simulation of the design through the product's own
 * code, with the figures of the reference program beside it. `BENCH_SEEDS` says how many companies of each kind; 200 unless
 * given.
 */
import { type Measure, SCENARIOS } from './fairness/company';
import { goalsOf, type Results } from './fairness/goals';
import { PRODUCT, EQUAL, JOINT, RAW } from './fairness/methods';
import { REFERENCE } from './fairness/reference';
import { type Average, type Averages, runAll } from './fairness/runs';
import { machine } from './support/probe';
import { publish } from './support/report';

const SEEDS = Number(process.env.BENCH_SEEDS ?? 200);
const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);

const digits = (average: Average | null | undefined, count: number): string =>
  average ? average.mean.toFixed(count) : '–';

function lineOf(measure: Measure, scenario: string, method: string, averages: Averages): string {
  const reference = REFERENCE[measure][scenario]?.[method];
  const beside = (value: number | undefined, count: number) =>
    value === undefined ? '' : ` [${value.toFixed(count)}]`;
  return [
    `misallocated ${digits(averages.misallocated, 2)} %${beside(reference?.misallocated, 2)}`,
    `rank ${digits(averages.rank, 3)}${beside(reference?.rank, 3)}`,
    `unfairness ${digits(averages.unfairness, 3)}${beside(reference?.unfairness, 3)}`,
    `coverage ${digits(averages.coverage, 3)}${beside(reference?.coverage, 3)} · ${digits(averages.coverageAtCommonMix, 3)}`,
  ].join(', ');
}

async function main(): Promise<void> {
  const began = performance.now();
  const results: Results = runAll(SCENARIOS, seeds, (name) => process.stderr.write(`${name} `));
  process.stderr.write('\n');
  const goals = goalsOf(results);
  const table = (['topBox', 'mean'] as const).flatMap((measure) =>
    [...results[measure]].flatMap(([scenario, methods]) =>
      [EQUAL, RAW, PRODUCT, JOINT].flatMap((method): [string, string][] => {
        const averages = methods.get(method);
        return averages
          ? [[`${measure} ${scenario}, ${method}`, lineOf(measure, scenario, method, averages)]]
          : [];
      }),
    ),
  );
  await publish({
    name: 'fairness',
    command: `${SEEDS === 200 ? '' : `BENCH_SEEDS=${SEEDS} `}npm run bench fairness`,
    verdict: goals.every(({ holds }) => holds) ? 'passed' : 'failed',
    table: [
      ...table,
      ...goals.map(({ goal, value, holds }): [string, string] => [
        `${holds ? 'holds' : 'FAILS'}: ${goal}`,
        value.toFixed(4),
      ]),
      ['companies of each kind', String(SEEDS)],
      ['seconds', ((performance.now() - began) / 1000).toFixed(0)],
    ],
    measured: {
      machine: machine(),
      results: Object.fromEntries(
        (['topBox', 'mean'] as const).map((measure) => [
          measure,
          Object.fromEntries(
            [...results[measure]].map(([name, methods]) => [name, Object.fromEntries(methods)]),
          ),
        ]),
      ),
      goals,
    },
  });
}

void main();
