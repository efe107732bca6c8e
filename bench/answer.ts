/**
 * Answering over HTTP, from POST /s/{token} to the durable row and the page of thanks: the product against the least
 * a program can do (`floor/answer.cjs`) and against a plain first version (`floor/newcomer.cjs`).
 */
import { spawn } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteFileOf } from '../src/platform/database';
import { openBulk } from './support/bulk';
import { processSeconds } from './support/costs';
import { openDatabases, type Databases } from './support/databases';
import { filled } from './support/filled';
import { answerOf } from './support/forms';
import { machine, probe } from './support/probe';
import { environment } from './support/product';
import { quartiles } from './support/quartiles';
import { publish, shown, verdictAtLeast, type Verdict } from './support/report';
import { onCore, Server } from './support/server';
import { verifyStored } from './support/verify';

const FLOOR_GATE = 0.6;
const NEWCOMER_GATE = 15;
const STORED = 10_000;
const INVITATIONS = 250_000;
const CONNECTIONS = 50;
const ROUNDS = 12;
const CONTROL_EVERY = 3;
const SECONDS = 2;
const WARM_UP_SECONDS = 6;
const ROOT = join(__dirname, '../..');
const FLOORS = join(ROOT, 'bench/floor');

const NAMES = ['product', 'floor', 'newcomer'] as const;
type Name = (typeof NAMES)[number];

interface Slice {
  /** Acknowledged answers per second. */
  perSecond: number;
  /** Milliseconds until the answer was acknowledged. */
  p50: number;
  p99: number;
  /** Milliseconds of the server's processor per answer. */
  cpu: number;
}

interface Program {
  readonly name: Name;
  readonly file: string;
  readonly server: Server;
  /** Lines of the token file that were used up. */
  used: number;
  acknowledged: number;
  slices: number;
}

interface Counted {
  used: number;
  accepted: number;
  refused: number;
  exhausted: number;
  microseconds: number;
  p50: number;
  p99: number;
  broken: number;
}

/** Load from `wrk` for a while; every answer must be accepted. */
async function slice(program: Program, lines: string, seconds = SECONDS): Promise<Slice> {
  const before = processSeconds(program.server.pid);
  const [command, args] = onCore(1, 'wrk', [
    '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '30s', '-s', join(ROOT, 'bench/answer.lua'),
    program.server.address, '--', lines, String(program.used),
  ]); // prettier-ignore
  const printed = await new Promise<string>((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data: Buffer) => (text += data.toString()));
    child.once('error', reject);
    child.once('exit', () => resolve(text));
  });
  const line = printed.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`wrk said nothing to be read:\n${printed}`);
  const counted = JSON.parse(line) as Counted;
  if (counted.refused + counted.exhausted + counted.broken > 0) throw new Error(`${program.name}: ${line}`);
  program.used += counted.used;
  program.acknowledged += counted.accepted;
  program.slices += 1;
  // What was on its way when time was up is written, too; the next one shall not pay for it.
  await new Promise((resolve) => setTimeout(resolve, 200));
  return {
    perSecond: counted.accepted / (counted.microseconds / 1e6),
    p50: counted.p50 / 1000,
    p99: counted.p99 / 1000,
    cpu: ((processSeconds(program.server.pid) - before) * 1000) / counted.accepted,
  };
}

/** Three servers on copies of one database; the page of thanks is the product's own everywhere. */
async function startAll(databases: Databases): Promise<{ programs: Record<Name, Program>; lines: string }> {
  const { url, tokens } = await filled(databases, 'base', STORED, INVITATIONS);
  const base = sqliteFileOf(url) ?? '';
  // Nobody recovers: a minute of this load opens thousands of cases that no team would leave open, and whoever gets
  // the next one is found by counting everybody's.
  const bulk = await openBulk(url);
  await bulk.run('DELETE FROM role_grant');
  await bulk.close();
  const lines = join(databases.folder, 'tokens');
  writeFileSync(
    lines,
    tokens.map((token, n) => `${token}\t${new URLSearchParams(answerOf(n)).toString()}\n`).join(''),
  );
  const copy = (name: Name) => {
    const file = join(databases.folder, `${name}.sqlite`);
    copyFileSync(base, file);
    return file;
  };
  const page = join(databases.folder, 'thanks.html');
  const program = (name: Name, file: string, server: Server): Program => ({
    name,
    file,
    server,
    used: 1,
    acknowledged: 0,
    slices: 0,
  });
  const productFile = copy('product');
  const product = await Server.start(
    () => [join(ROOT, 'dist/src/main.js')],
    environment(`sqlite:${productFile}`),
  );
  const first = await fetch(`${product.address}/s/${tokens[0]}`, {
    method: 'POST',
    body: new URLSearchParams(answerOf(0)),
  });
  writeFileSync(page, (await first.text()).replaceAll(tokens[0] ?? '', '{{token}}'));
  const rest: Program[] = [];
  for (const name of ['floor', 'newcomer'] as const) {
    const script = join(FLOORS, name === 'floor' ? 'answer.cjs' : 'newcomer.cjs');
    const file = copy(name);
    rest.push(program(name, file, await Server.start((port) => [script, file, String(port), page], {})));
  }
  const [floor, newcomer] = rest as [Program, Program];
  return {
    programs: { product: { ...program('product', productFile, product), acknowledged: 1 }, floor, newcomer },
    lines,
  };
}

async function measure(databases: Databases): Promise<void> {
  const before = probe(databases.folder);
  const { programs, lines } = await startAll(databases);
  const rounds: Record<Name, Slice>[] = [];
  const controls: [Slice, Slice][] = [];
  const faults: string[] = [];
  try {
    for (const name of NAMES) await slice(programs[name], lines, WARM_UP_SECONDS);
    for (let index = 0; index < ROUNDS; index += 1) {
      const round = {} as Record<Name, Slice>;
      // Each order in turn, forwards and backwards.
      const order = NAMES.map((_, place) => NAMES[(place + index) % NAMES.length] as Name);
      if (index % 2 === 1) order.reverse();
      for (const name of order) round[name] = await slice(programs[name], lines);
      rounds.push(round);
      if (index % CONTROL_EVERY === 0) {
        controls.push([await slice(programs.product, lines), await slice(programs.product, lines)]);
      }
    }
  } finally {
    for (const name of NAMES) await programs[name].server.stop();
  }
  const after = probe(databases.folder);
  for (const { name, file, acknowledged, slices } of Object.values(programs)) {
    const stored = { least: STORED + acknowledged, most: STORED + acknowledged + slices * CONNECTIONS };
    faults.push(...(await verifyStored(`sqlite:${file}`, stored)).map((fault) => `${name}: ${fault}`));
  }

  const against = (other: Name) =>
    quartiles(rounds.map((round) => round.product.perSecond / round[other].perSecond));
  const [floor, newcomer] = [against('floor'), against('newcomer')];
  const control = quartiles(controls.map(([a, b]) => b.perSecond / a.perSecond));
  const middle = (name: Name, what: keyof Slice) =>
    quartiles(rounds.map((round) => round[name][what])).median;
  const each = (what: keyof Slice, digits: number) =>
    NAMES.map((name) => middle(name, what).toFixed(digits)).join(' · ');
  const verdicts = [
    verdictAtLeast(floor, FLOOR_GATE, control),
    verdictAtLeast(newcomer, NEWCOMER_GATE, control),
  ];
  const worst = (['void', 'failed', 'undecided', 'passed'] as const).find((one) =>
    verdicts.includes(one),
  ) as Verdict;
  await publish({
    name: 'answer',
    command: 'npm run bench answer',
    verdict: faults.length > 0 ? 'failed' : worst,
    table: [
      ['product / floor', `${shown(floor)}, gate ≥ ${FLOOR_GATE}`],
      ['product / newcomer', `${shown(newcomer)}, gate ≥ ${NEWCOMER_GATE}`],
      ['control, product / product', `${shown(control)}, ${controls.length} pairs`],
      ['answers per second, product · floor · newcomer', each('perSecond', 0)],
      ['p50 in ms', each('p50', 1)],
      ['p99 in ms', each('p99', 1)],
      ['processor ms per answer', each('cpu', 2)],
      ['answers acknowledged', NAMES.map((name) => programs[name].acknowledged).join(' · ')],
      [
        'checked afterwards',
        faults.length === 0 ? 'responses = answered invitations, rollups = recount' : faults.join('; '),
      ],
      ['rounds', `${ROUNDS} of ${SECONDS} s each, ${CONNECTIONS} connections, order alternating`],
      ['probe before', JSON.stringify(before)],
      ['probe after', JSON.stringify(after)],
    ],
    measured: { machine: machine(), before, after, rounds, controls, floor, newcomer, control },
  });
}

async function main(): Promise<void> {
  const databases = await openDatabases('sqlite');
  try {
    await measure(databases);
  } finally {
    await databases.remove();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
