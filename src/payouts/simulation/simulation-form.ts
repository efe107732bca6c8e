/**
 * A simulation as one form: fields are called like the places of what may change (`lines.0.weightBp`), numbers are typed as
 * people write them, parts of a whole in percent, the pool in its currency.
 */
import { minorToDecimalString, typedMinor } from '../../kernel';
import type { CyclePlan, PlanLine } from '../calc';
import type { SimulationChanges, SimulationInput } from './changed-plan';

/** What was typed, by field. */
export type TypedSimulation = Readonly<Record<string, string>>;

const LIMITS = ['factorAtMost', 'amountAtLeast', 'amountAtMost'] as const;
export const LINE_NUMBERS = ['threshold', 'target', 'maximum', 'thresholdPayout', 'maximumPayout'] as const;
/** Typed in percent; kept as parts of 1. */
const PARTS: readonly string[] = [...LIMITS, 'thresholdPayout', 'maximumPayout'];

/** The plan with changes made, as it stands in the form. */
export function typedFrom(plan: CyclePlan, poolMinor: number, changes?: SimulationChanges): TypedSimulation {
  const fields: Record<string, string> = {
    poolMinor: minorToDecimalString(changes?.poolMinor ?? poolMinor, plan.currency),
    funding: changes?.funding ?? plan.funding ?? 'pool',
    missingLine: changes?.missingLine ?? plan.missingLine ?? 'reweighted',
  };
  for (const name of LIMITS) {
    const changed = changes?.limits?.[name];
    const value = changed === undefined ? plan.limits?.[name] : changed;
    fields[`limits.${name}`] = value === undefined || value === null ? '' : percent(Number(value));
  }
  plan.lines.forEach((line, index) => {
    const change = changes?.lines.find(({ key }) => key === line.key);
    const at = (name: string): string => `lines.${index}.${name}`;
    fields[at('key')] = line.key;
    fields[at('weightBp')] = String((change?.weightBp ?? line.weightBp) / 100);
    for (const name of LINE_NUMBERS) {
      const value = change?.[name] ?? Number(line[name]);
      fields[at(name)] = PARTS.includes(name) ? percent(value) : String(value);
    }
    fields[at('shape')] = change?.shape ?? (line.curve === null ? 'straight' : 'smooth');
    if (line.kind === 'customer_opinion')
      fields[at('useExpectedPayout')] = (change?.useExpectedPayout ?? line.useExpectedPayout) ? 'on' : '';
  });
  return fields;
}

/** What the fields mean. What is no number stays as it was typed, and is refused at its place. */
export function changesIn(
  typed: TypedSimulation,
  plan: Pick<CyclePlan, 'lines' | 'currency'>,
): SimulationInput {
  const text = (name: string): string => (typed[name] ?? '').trim();
  const limits = LIMITS.map((name): [string, unknown] => {
    const given = text(`limits.${name}`);
    return [name, given === '' ? null : meaning(name, given)];
  });
  const input: unknown = {
    poolMinor: typedMinor(text('poolMinor'), plan.currency),
    funding: text('funding') || undefined,
    missingLine: text('missingLine') || undefined,
    limits: Object.fromEntries(limits),
    lines: plan.lines.map((line, index) => changesOfLine(line, (name) => text(`lines.${index}.${name}`))),
  };
  return input as SimulationInput;
}

function changesOfLine({ key, kind }: PlanLine, text: (name: string) => string) {
  const weight = meaning('', text('weightBp'));
  return {
    key,
    weightBp: typeof weight === 'number' ? Math.round(weight * 1e6) / 1e4 : weight,
    ...Object.fromEntries(LINE_NUMBERS.map((name) => [name, meaning(name, text(name))])),
    shape: text('shape') || undefined,
    ...(kind === 'customer_opinion' && { useExpectedPayout: text('useExpectedPayout') === 'on' }),
  };
}

function meaning(name: string, text: string): number | string | undefined {
  if (text === '') return undefined;
  if (!/^[-−]?\d{1,12}([.,]\d{1,6})?$/.test(text)) return text;
  const value = Number(text.replace(',', '.').replace('−', '-'));
  return PARTS.includes(name) ? Math.round(value * 1e6) / 1e8 : value;
}

function percent(part: number): string {
  return String(Math.round(part * 1e8) / 1e6);
}
