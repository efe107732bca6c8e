/**
 * Every week Elena Vidal, who is in no reporting line, looks into what was reported about answers: a few do not count, a few
 * are credited to whoever really served. Poor and good ones alike, and most without seeing the rating.
 */
import type { Viewer } from '../../src/access';
import { Attributions, type ExclusionReason, Exclusions } from '../../src/responses';
import { employeesAt, NEWCOMER, teamOn } from './cast';
import { createRandom, type Random } from './random';
import type { Get, Milestone } from './story';
import type { DemoInteraction } from './year';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** Answers of the last days are still to be looked at by whoever opens the demo. */
const LEFT_MS = 3 * DAY;
const BLIND_SHARE = 0.8;
/** Of the weeks. */
const CORRECTED_SHARE = 0.55;
const LIFTED_SHARE = 0.12;

const EXCLUDED: readonly (readonly [ExclusionReason, number, string])[] = [
  ['outside_control', 5, 'El corte fue de la red; no dependía de quien atendió.'],
  ['wrong_employee', 2, 'La bitácora del turno muestra que atendió otra área.'],
  ['test_or_duplicate', 3, 'El cliente respondió dos veces por el mismo folio.'],
  ['threats_or_slurs', 1, 'El comentario contiene insultos.'],
];
const LIFTED = 'Se revisó la bitácora: sí fue su contacto. Vuelve a contar.';
const CORRECTED = [
  'La grabación muestra que atendió su colega.',
  'Cambio de turno: el contacto lo cerró su colega.',
  'El folio quedó a nombre de quien abrió el caso, no de quien atendió.',
];

export interface Answered {
  readonly responseId: string;
  readonly at: number;
  readonly contact: DemoInteraction;
}

/** @param answered grows while the year is told */
export function decisionMilestones(
  get: Get,
  answered: readonly Answered[],
  { from, now, today }: { from: number; now: number; today: string },
  reviewer: Viewer,
): Milestone[] {
  const people = employeesAt(today);
  const colleagueOf = (employee: string, day: string, random: Random): string | null => {
    const own = people.find(({ externalId }) => externalId === employee);
    const team = own ? teamOn(own, day) : null;
    const others = people.filter(
      (one) => one !== own && one.volume > 0 && one.externalId !== NEWCOMER && teamOn(one, day) === team,
    );
    return team !== null && others.length > 0 ? random.pick(others).externalId : null;
  };
  const weeks = Math.floor((now - LEFT_MS - from) / WEEK);
  return Array.from({ length: Math.max(0, weeks) }, (_unused, index) => {
    const at = from + (index + 1) * WEEK;
    return {
      at,
      tell: async () => {
        const random = createRandom(`decisions ${index}`);
        const decider = { ...reviewer, actor: reviewer.actor, employeeId: null };
        const week = answered.filter(
          (one) =>
            one.at > at - WEEK &&
            one.contact.participants.every(({ employee }) => employee !== NEWCOMER) &&
            one.contact.participants.length === 1,
        );
        const [one, other] = [week[random.int(0, week.length - 1)], week[random.int(0, week.length - 1)]];
        const blind = () => ({ ...decider, ratingSeen: !random.chance(BLIND_SHARE) });
        if (one) {
          const [reason, , note] = random.weighted(EXCLUDED, ([, weight]) => weight);
          await get(Exclusions).exclude(one.responseId, reason, note, blind());
          if (random.chance(LIFTED_SHARE)) await get(Exclusions).lift(one.responseId, LIFTED, decider);
        }
        const credited = other?.contact.participants[0]?.employee;
        if (!other || other === one || !credited || !random.chance(CORRECTED_SHARE)) return;
        const colleague = colleagueOf(credited, other.contact.occurredAt.slice(0, 10), random);
        if (colleague === null) return;
        await get(Attributions).correct(
          other.responseId,
          { reason: 'wrong_person', note: random.pick(CORRECTED), credited: [{ employee: colleague }] },
          blind(),
        );
      },
    };
  });
}
