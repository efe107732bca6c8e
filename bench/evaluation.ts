/**
 * A cycle of very many employees: calculated from their rollups, ratings and targets, read out statement by statement, and simulated with
 * other weights. The gates are the design's: ten seconds, and 512 MB at the peak of each of the processes that do so. Its period was closed
 * before, as the nightly job does. How fast the machine is tells the time for reading, parsing, writing and hashing the same rows,
 * without a formula.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { EACH_MINOR, type Found } from './evaluation/steps';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { machine, probe } from './support/probe';
import { publish, type Verdict } from './support/report';

const [EMPLOYEES, EACH] = [Number(process.env.BENCH_EMPLOYEES ?? 100_000), 24];
const GATES = { seconds: 10, megabytes: 512 } as const;

/** As on a small machine (docs/operations.md): left to itself Node.js collects garbage the later, the more memory a machine has. */
const SMALL = '--max-old-space-size=320';

function measured(kind: DatabaseKind, url: string) {
  const load = join(__dirname, 'scores/load.js');
  execFileSync(process.execPath, [load, 'crowd', url, String(EMPLOYEES), String(EACH)], { stdio: 'inherit' });
  const printed = (program: string, ...given: readonly string[]): unknown =>
    JSON.parse(
      execFileSync(process.execPath, [SMALL, join(__dirname, program), ...given], { encoding: 'utf8' }),
    );
  // As every night does with the periods that are due, in the process of a worker.
  const closed = execFileSync(process.execPath, [join(__dirname, 'scores/close.js'), url], {
    encoding: 'utf8',
  });
  const closing = JSON.parse(closed) as Pick<Found, 'seconds' | 'peak'>;
  const step = (name: string): Found => printed('evaluation/steps.js', name, url, String(EMPLOYEES)) as Found;
  step('prepare');
  const [calculated, read, simulated, plain] = [
    step('calculate'),
    step('read'),
    step('simulate'),
    step('plain'),
  ];
  const [statements, sum] = read.counted;
  const [people, simulatedSum] = simulated.counted;
  const faults = [
    ...(statements === EMPLOYEES ? [] : [`${statements} statements of ${EMPLOYEES}`]),
    ...(sum === EMPLOYEES * EACH_MINOR ? [] : ['the amounts are not the pool']),
    ...(people === EMPLOYEES && simulatedSum === sum ? [] : ['what was simulated is not the pool']),
  ];
  return { kind, calculated, closing, read, simulated, plain: plain.seconds, faults };
}

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const before = probe(databases.folder);
  const found = measured(kind, await databases.create('evaluation'));
  const { calculated, closing, read, simulated, plain, faults } = found;
  const peak = Math.max(calculated.peak, read.peak, simulated.peak);
  const met = calculated.seconds <= GATES.seconds && peak <= GATES.megabytes;
  const verdict: Verdict = faults.length === 0 && met ? 'passed' : 'failed';
  await publish({
    name: `evaluation-${kind}`,
    command: `npm run bench evaluation-${kind}`,
    verdict,
    table: [
      ['employees', String(EMPLOYEES)],
      ['calculated in', `${calculated.seconds.toFixed(1)} s, gate ${GATES.seconds}`],
      [
        'memory of the process at the peak',
        `${calculated.peak} MB, gate ${GATES.megabytes}; ${calculated.opened} MB when the product was open`,
      ],
      [
        'its rows alone, without a formula',
        `${plain.toFixed(1)} s: ${(calculated.seconds / plain).toFixed(1)} times as long`,
      ],
      [
        'all statements read',
        `${read.seconds.toFixed(1)} s, ${read.peak} MB at the peak, gate ${GATES.megabytes}`,
      ],
      [
        'simulated with other weights',
        `${simulated.seconds.toFixed(1)} s, ${simulated.peak} MB at the peak, gate ${GATES.megabytes}`,
      ],
      [
        'the period closed the night before',
        `${closing.seconds.toFixed(1)} s, ${closing.peak} MB at the peak`,
      ],
      [
        'checked',
        faults.length === 0
          ? 'everybody has a statement, amounts = pool, simulated or not'
          : faults.join('; '),
      ],
      ['probe before', JSON.stringify(before)],
      ['probe after', JSON.stringify(probe(databases.folder))],
    ],
    measured: { ...found, machine: machine() },
  });
}

measureOnDatabases(measure);
