/** What a new plan, line, gate or row begins with: a sound example in three languages to be changed, never an empty form. */
import type { LocaleText } from '../kernel';
import type { PlanDefinitionInput } from './plan-definition';
import { LINE_KINDS } from './plan-lines';

export type LineKind = (typeof LINE_KINDS)[number];
/** What a line can begin as: its kind, or a measure of another thing than a question. */
export const LINE_STARTS = [...LINE_KINDS, 'promises'] as const;
export type LineStart = (typeof LINE_STARTS)[number];

const text = (es: string, en: string, pt: string): LocaleText => ({ es, en, 'pt-BR': pt });

const RUBRIC = [
  text('No cumple lo acordado', 'Does not meet what was agreed', 'Não cumpre o combinado'),
  text('Cumple una parte', 'Meets a part of it', 'Cumpre uma parte'),
  text('Cumple lo acordado', 'Meets what was agreed', 'Cumpre o combinado'),
  text('Va más allá de lo acordado', 'Goes beyond what was agreed', 'Vai além do combinado'),
  text('Es un ejemplo para los demás', 'Is an example to others', 'É exemplo para os demais'),
];

const NAMES: Record<LineStart, LocaleText> = {
  customer_opinion: text('Opinión del cliente', 'What customers say', 'Opinião do cliente'),
  manager_rating: text('Valoración de su responsable', 'Rating by the lead', 'Avaliação da liderança'),
  goal: text('Meta', 'Goal', 'Meta'),
  observation: text('Observaciones', 'Observations', 'Observações'),
  measure: text('Pregunta de la encuesta', 'Question of the survey', 'Pergunta da pesquisa'),
  promises: text('Promesas cumplidas', 'Promises kept', 'Promessas cumpridas'),
};

/** Starting targets, in the line's own scale. */
const TARGETS: Record<LineStart, { threshold: number; target: number; maximum: number }> = {
  customer_opinion: { threshold: 64, target: 76, maximum: 88 },
  manager_rating: { threshold: 2, target: 3.5, maximum: 5 },
  goal: { threshold: 80, target: 100, maximum: 120 },
  observation: { threshold: 60, target: 80, maximum: 100 },
  measure: { threshold: 50, target: 75, maximum: 95 },
  promises: { threshold: 80, target: 95, maximum: 100 },
};

/** A key that no other line or gate of the plan has: `goal`, `goal_2`. */
function freeKey(base: string, taken: readonly string[]): string {
  let number = 1;
  const key = (): string => (number === 1 ? base : `${base}_${number}`);
  while (taken.includes(key())) number += 1;
  return key();
}

/** A line of the kind with usual targets. Its weight is for the designer to find. */
export function newLine(start: LineStart, taken: readonly string[], weightBp = 1000) {
  const known = LINE_STARTS.includes(start) ? start : 'goal';
  const common = {
    kind: known === 'promises' ? ('measure' as const) : known,
    key: freeKey(known, taken),
    name: NAMES[known],
    weightBp,
    ...TARGETS[known],
    thresholdPayout: 0,
    maximumPayout: 2,
    shape: 'straight' as const,
    direction: 'higher' as const,
  };
  switch (known) {
    case 'customer_opinion':
      return { ...common, useExpectedPayout: true, recovered: 'count' as const };
    case 'manager_rating':
      return { ...common, rubric: RUBRIC };
    case 'goal':
      return { ...common, unit: text('%', '%', '%'), ownTargets: false };
    case 'observation':
      return { ...common, minimumResults: 1 };
    case 'measure':
      return {
        ...common,
        minimumResults: 5,
        measure: { of: 'question', survey: 'csat', question: 'rating' },
      };
    case 'promises':
      return { ...common, minimumResults: 5, measure: { of: 'promises', by: 'person' } };
  }
}

export function newGate(taken: readonly string[]) {
  return {
    key: freeKey('condition', taken),
    name: text(
      'Capacitación obligatoria terminada',
      'Mandatory training completed',
      'Treinamento obrigatório concluído',
    ),
    scope: 'person' as const,
    effect: 'at_most_target' as const,
  };
}

export function newMeritRow() {
  return { name: text('Cumple', 'As expected', 'Cumpre'), fromFactor: 0, low: 3, middle: 2.5, high: 1.5 };
}

/** A new plan: customers 30 %, the lead 70 %. */
export function newPlan(currency: string): PlanDefinitionInput {
  return {
    currency,
    lines: [
      newLine('customer_opinion', [], 3000),
      newLine('manager_rating', [], 7000),
    ] as PlanDefinitionInput['lines'],
  };
}
