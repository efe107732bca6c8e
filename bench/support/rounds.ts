/** Programs measured in turns: every round each of them once, in an order that alternates, and one against itself. */
import { machine, probe, type Probe } from './probe';
import { type Program, slice, type Slice } from './load';
import { quartiles, type Quartiles } from './quartiles';

export interface Measured<Name extends string> {
  readonly rounds: Record<Name, Slice>[];
  readonly controls: (readonly [Slice, Slice])[];
  readonly before: Probe;
  readonly after: Probe;
  readonly machine: ReturnType<typeof machine>;
}

export interface Turns<Name extends string> {
  readonly programs: Readonly<Record<Name, Program>>;
  /** `answer.lua` or `page.lua`, and the file of tokens. */
  readonly script: string;
  readonly lines: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Every so many rounds the control. */
  readonly controlEvery: number;
  /** On the disk that is measured. */
  readonly folder: string;
}

/** Runs all rounds. The first of the names is the product. */
export async function inTurns<Name extends string>(
  names: readonly [Name, ...Name[]],
  turns: Turns<Name>,
): Promise<Measured<Name>> {
  const { programs, script, lines, seconds } = turns;
  const run = (name: Name, length = seconds) => slice(programs[name], script, lines, length);
  const before = probe(turns.folder);
  const rounds: Record<Name, Slice>[] = [];
  const controls: [Slice, Slice][] = [];
  for (const name of names) await run(name, turns.warmUpSeconds);
  for (let index = 0; index < turns.rounds; index += 1) {
    const round = {} as Record<Name, Slice>;
    // Each order in turn, forwards and backwards.
    const order = names.map((_, place) => names[(place + index) % names.length] as Name);
    if (index % 2 === 1) order.reverse();
    for (const name of order) round[name] = await run(name);
    rounds.push(round);
    if (index % turns.controlEvery === 0) controls.push([await run(names[0]), await run(names[0])]);
  }
  return { rounds, controls, before, after: probe(turns.folder), machine: machine() };
}

/** How much faster (or slower) the product was, round by round. */
export function ratio<Name extends string>(
  { rounds }: Measured<Name>,
  product: Name,
  other: Name,
  what: keyof Slice = 'perSecond',
): Quartiles {
  return quartiles(rounds.map((round) => round[product][what] / round[other][what]));
}

export function controlOf({ controls }: Measured<string>): Quartiles {
  return quartiles(controls.map(([one, other]) => other.perSecond / one.perSecond));
}

/** The middle of what each program did, one after the other. */
export function middles<Name extends string>(
  { rounds }: Measured<Name>,
  names: readonly Name[],
  what: keyof Slice,
  digits: number,
): string {
  return names
    .map((name) => quartiles(rounds.map((round) => round[name][what])).median.toFixed(digits))
    .join(' · ');
}
