/**
 * Scores at size: the pages of an employee and of the organization with little and with much history, a full quarter's scoring, the
 * rollups counted anew against a plain GROUP BY, and a month of 100,000 employees from their rollups.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Freezing, PeriodInputs, Rollups, Scores } from '../src/scoring';
import { ratingsOf, scorePeriod } from '../src/scoring/calc';
import { CROWD_MONTH } from './scores/crowd';
import { countAnew } from './scores/counting';
import { HISTORY_DAYS, NEWEST_DAYS } from './scores/history';
import { PAGES, type PageName, Reader } from './scores/pages';
import { type DatabaseKind, type Databases, measureOnDatabases } from './support/databases';
import { machine, probe } from './support/probe';
import { openProduct, type Product } from './support/product';
import { quartiles, type Quartiles } from './support/quartiles';
import { keepPart, publish, shown, verdictAtLeast, type Verdict } from './support/report';

const RESPONSES = Number(process.env.BENCH_RESPONSES ?? 10_000_000);
/** The small history: the newest part of the same responses, so that both have all the months that the pages show. */
const NEWEST = Math.floor((RESPONSES * NEWEST_DAYS) / HISTORY_DAYS);
const [CROWD, EACH] = [Number(process.env.BENCH_EMPLOYEES ?? 100_000), 24];
/** Rounds of counting anew, and in how many of them the plain statement runs twice more. */
const REBUILDS = Number(process.env.BENCH_REBUILDS ?? (RESPONSES > 2_000_000 ? 3 : 5));
const CONTROLS = RESPONSES > 2_000_000 ? 1 : REBUILDS;
/** `crowd`, `counting` (with the quarter), `pages`: whatever is left out, nothing is published. */
const PARTS = (process.env.BENCH_PARTS ?? 'crowd,counting,pages').split(',');
const PAGE_ROUNDS = 25;
const SCORINGS = 5;
const GATES = { rebuild: 0.5, page: 1.3, crowd: 2000 } as const;

interface Timed {
  readonly wall: Quartiles;
  readonly cpu: Quartiles;
}

/** Milliseconds; processor time of this process only. */
async function timed(rounds: number, work: () => Promise<unknown>): Promise<Timed> {
  const [wall, cpu]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    global.gc?.();
    const [used, began] = [process.cpuUsage(), performance.now()];
    await work();
    wall.push(performance.now() - began);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  return { wall: quartiles(wall), cpu: quartiles(cpu) };
}

async function load(
  databases: Databases,
  name: string,
  ...what: (string | number)[]
): Promise<{ url: string; seconds: number }> {
  const url = await databases.create(name);
  const began = performance.now();
  const [kind, ...sizes] = what.map(String);
  const args = [join(__dirname, 'scores/load.js'), kind ?? '', url, ...sizes];
  execFileSync(process.execPath, ['--max-old-space-size=4096', ...args], { stdio: 'inherit' });
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(`${name}: loaded in ${seconds} s\n`);
  return { url, seconds };
}

/** A month of very many employees: reading and formulas, and the formulas alone. */
async function crowd(databases: Databases) {
  const { url, seconds } = await load(databases, 'crowd', 'crowd', CROWD, EACH);
  const product = await openProduct(url);
  const inputs = product.get(PeriodInputs);
  const scored = async () => scorePeriod({ target: 80, employees: await inputs.everybody(CROWD_MONTH) });
  const whole = await timed(SCORINGS, scored);
  const table = await inputs.everybody(CROWD_MONTH);
  const formulas = await timed(SCORINGS, async () => scorePeriod({ target: 80, employees: table }));
  const lines = await timed(3, async () => {
    for (const { mixLines } of scorePeriod({ target: 80, employees: table }).employees) void mixLines.length;
  });
  const { employees } = await scored();
  const counts = ratingsOf(table).reduce((sum, { cells }) => sum + cells.length, 0);
  await product.close();
  const faults = employees.length === CROWD ? [] : [`${employees.length} of ${CROWD} employees were scored`];
  return { whole, formulas, lines, counts, seconds, faults };
}

async function quarterOf(product: Product): Promise<Timed> {
  const scores = product.get(Scores);
  const today = await scores.today();
  const quarter = { from: `${today.slice(0, 4)}-07-01`, to: `${today.slice(0, 4)}-10-01` };
  return timed(SCORINGS, async () => {
    scores.forget();
    await scores.forPeriod(quarter);
  });
}

/** Closes what is due, as the nightly job does. */
async function close(product: Product): Promise<{ periods: number; seconds: number }> {
  const freezing = product.get(Freezing);
  const periods = (await freezing.due()).length;
  const began = performance.now();
  await freezing.freezeDue();
  return { periods, seconds: Math.round((performance.now() - began) / 1000) };
}

async function pages(small: string, large: string, keep: (found: object) => void) {
  const readers = { small: await Reader.start(small), large: await Reader.start(large) };
  const found = {} as Record<
    PageName,
    {
      ratio: Quartiles;
      control: Quartiles;
      small: Quartiles;
      large: Quartiles;
      /** When nothing was kept yet. */
      first: { small: number; large: number };
    }
  >;
  try {
    for (const [name, path] of Object.entries(PAGES) as [PageName, string][]) {
      const rounds: { small: number; large: number; again: number }[] = [];
      const first = { small: 0, large: 0 };
      for (let round = -1; round < PAGE_ROUNDS; round += 1) {
        const order = round % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const);
        const one = { small: 0, large: 0, again: 0 };
        for (const side of order) one[side] = await readers[side].milliseconds(path);
        one.again = await readers.small.milliseconds(path);
        if (round >= 0) rounds.push(one);
        else Object.assign(first, { small: one.small, large: one.large });
      }
      found[name] = {
        ratio: quartiles(rounds.map((one) => one.large / one.small)),
        control: quartiles(rounds.map((one) => one.again / one.small)),
        small: quartiles(rounds.map((one) => one.small)),
        large: quartiles(rounds.map((one) => one.large)),
        first,
      };
      keep(found);
    }
  } finally {
    await readers.small.stop();
    await readers.large.stop();
  }
  return found;
}

/** The two histories: counted anew, a quarter scored, what is due closed, and the pages. */
async function histories(databases: Databases, keep: (part: object) => void) {
  const small = await load(databases, 'small', 'history', RESPONSES, NEWEST);
  const large = await load(databases, 'large', 'history', RESPONSES, RESPONSES);
  keep({ loaded: { small: small.seconds, large: large.seconds } });
  const newest = await openProduct(small.url);
  await newest.get(Scores).today();
  const { faults } = await countAnew(newest, { rounds: 1, pairs: 1 });
  const closedSmall = PARTS.includes('pages') ? await close(newest) : null;
  await newest.close();
  const product = await openProduct(large.url);
  const counting = PARTS.includes('counting')
    ? await countAnew(product, { rounds: REBUILDS, pairs: CONTROLS }, (rounds, controls) =>
        keep({ rounds, controls, peak: peakMegabytes() }),
      )
    : null;
  if (!counting) await product.get(Rollups).rebuild();
  keep({ counting, peak: peakMegabytes() });
  const quarter = await quarterOf(product);
  keep({ quarter });
  const closed = PARTS.includes('pages') ? await close(product) : null;
  keep({ closedSmall, closed });
  const peak = peakMegabytes();
  await product.close();
  const shownPages = PARTS.includes('pages')
    ? await pages(small.url, large.url, (found) => keep({ pages: found }))
    : null;
  return { small, large, counting, quarter, closedSmall, closed, peak, pages: shownPages, faults };
}

const peakMegabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

async function measure(kind: DatabaseKind, databases: Databases): Promise<void> {
  const before = probe(databases.folder);
  const name = `scores-${kind}`;
  const command = `${process.env.BENCH_RESPONSES ? `BENCH_RESPONSES=${RESPONSES} ` : ''}npm run bench ${name}`;
  const kept: Record<string, unknown> = { machine: machine(), before };
  const keep = (part: object): void => {
    Object.assign(kept, part);
    keepPart(name, command, kept);
    const found = JSON.stringify(part);
    process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${found.slice(0, 400)}\n`);
  };
  const many = PARTS.includes('crowd') ? await crowd(databases) : null;
  keep({ many });
  const found = PARTS.some((part) => part !== 'crowd') ? await histories(databases, keep) : null;
  if (!many || !found?.counting || !found.pages || !found.closed || !found.closedSmall) return;
  const { small, large, counting, quarter, closed, closedSmall, peak, pages: shownPages } = found;

  const perSecond = (way: 'rebuild' | 'plain' | 'flat') =>
    quartiles(counting.rounds.map((round) => counting.rows / round[way] / 1000));
  const ratioTo = (way: 'plain' | 'flat') =>
    quartiles(counting.rounds.map((round) => round[way] / round.rebuild));
  const control = quartiles(counting.controls);
  const rebuild = ratioTo('plain');
  const faults = [...many.faults, ...found.faults, ...counting.faults];
  const rebuilt = verdictAtLeast(rebuild, GATES.rebuild, control);
  const slow = [
    ...(many.whole.wall.median > GATES.crowd ? ['100,000 employees'] : []),
    ...Object.entries(shownPages).flatMap(([name, { ratio }]) => (ratio.median > GATES.page ? [name] : [])),
  ];
  const verdict: Verdict = faults.length + slow.length > 0 ? 'failed' : rebuilt;
  const milliseconds = ({ wall, cpu }: Timed) =>
    `${wall.median.toFixed(0)} ms, processor ${cpu.median.toFixed(0)} ms`;
  await publish({
    name,
    command,
    verdict,
    table: [
      [
        `a month of ${CROWD} employees, read and scored`,
        `${milliseconds(many.whole)}, gate ≤ ${GATES.crowd} ms`,
      ],
      ['the same, formulas alone', milliseconds(many.formulas)],
      ['the same, with every line of the case mix', milliseconds(many.lines)],
      [
        'what is read',
        `${EACH} rated contacts each, ${many.counts} kinds of contact; loaded in ${many.seconds} s`,
      ],
      ['rows per second, rebuild / plain GROUP BY', `${shown(rebuild)}, gate ≥ ${GATES.rebuild}`],
      ['rows per second, rebuild / GROUP BY of one flat table', shown(ratioTo('flat'))],
      ['control, plain / plain', `${shown(control)}, ${counting.controls.length} pairs`],
      [
        'thousand rows per second, rebuild · plain · flat',
        (['rebuild', 'plain', 'flat'] as const).map((way) => perSecond(way).median.toFixed(0)).join(' · '),
      ],
      ['rows counted, rollups', `${counting.rows}, ${counting.rollups}`],
      [
        'the first rebuild, without any rollup',
        `${counting.first.toFixed(1)} s; rows per second, it / plain ${shown(quartiles(counting.rounds.map(({ plain }) => plain / counting.first)))}`,
      ],
      [
        'a night of counting again (100 days) · one day',
        `${counting.night.toFixed(1)} s · ${counting.day.toFixed(2)} s`,
      ],
      ['a quarter of 2,000 employees scored', milliseconds(quarter)],
      [
        'periods closed before the pages, little · much history',
        `${closedSmall.periods} in ${closedSmall.seconds} s · ${closed.periods} in ${closed.seconds} s`,
      ],
      ...Object.entries(shownPages).map(([name, page]): [string, string] => [
        `${name}, much / little history`,
        `${shown(page.ratio)}, gate ≤ ${GATES.page}; ${page.small.median.toFixed(1)} · ${page.large.median.toFixed(1)} ms, the first ${page.first.small.toFixed(0)} · ${page.first.large.toFixed(0)} ms; control ${shown(page.control)}`,
      ]),
      [
        'responses, little · much history',
        `${NEWEST} · ${RESPONSES}, loaded in ${small.seconds} · ${large.seconds} s`,
      ],
      ['peak memory of the process', `${peak} MB`],
      ['checked', faults.length === 0 ? 'rollups = plain recount, everybody scored' : faults.join('; ')],
      ['probe before', JSON.stringify(before)],
      ['probe after', JSON.stringify(probe(databases.folder))],
    ],
    measured: { machine: machine(), many, counting, quarter, pages: shownPages, peak },
  });
}

measureOnDatabases(measure);
