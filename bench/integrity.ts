/**
 * How sharp the integrity signals are: power and false alarms by simulation, rule by rule and all rules of a company
 * together. `BENCH_SCALE` makes it smaller, such as .1.
 */
import { measure } from './integrity/goals';
import { machine } from './support/probe';
import { publish } from './support/report';

const SCALE = Number(process.env.BENCH_SCALE ?? 1);

async function main(): Promise<void> {
  const began = performance.now();
  const lines = measure(SCALE);
  await publish({
    name: 'integrity',
    command: `${SCALE === 1 ? '' : `BENCH_SCALE=${SCALE} `}npm run bench integrity`,
    verdict: lines.every(({ holds }) => holds) ? 'passed' : 'failed',
    table: [
      ...lines.map(({ label, value, goal, holds }): [string, string] => [
        label,
        `${value >= 1 ? value.toFixed(value >= 100 ? 0 : 2) : value.toFixed(5)}${goal ? ` ${holds ? 'holds' : 'FAILS'}: ${goal.is === 'least' ? '≥' : '≤'} ${goal.than}` : ''}`,
      ]),
      ['seconds', ((performance.now() - began) / 1000).toFixed(0)],
    ],
    measured: { machine: machine(), lines },
  });
}

void main();
