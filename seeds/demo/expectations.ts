/**
 * For two months Agua Clara has asked visitors of its counters and service centres who were not invited by mail what they
 * expected and what they received, in the five dimensions of SERVQUAL.
 */
import type { RecordedAnswer } from '../../src/responses';
import { SurveyDesk } from '../../src/surveys';
import { COMPANY } from './cast';
import { createRandom, type Random } from './random';
import type { Get, Milestone } from './story';
import type { DemoInteraction } from './year';

const DAY = 86_400_000;
const MINUTE = 60_000;
const LAST_DAYS = 60;
const SHARE = 0.5;
/** The state surveys begin with: nobody has edited the draft. */
const UNEDITED = 0;

/** What people expect, and how far the counters fall short of it, on average; in points of five. */
const DIMENSIONS = {
  tangibles: { expected: 3.9, gap: -0.1 },
  reliability: { expected: 4.7, gap: -0.7 },
  responsiveness: { expected: 4.5, gap: -1.0 },
  assurance: { expected: 4.3, gap: 0.1 },
  empathy: { expected: 4.0, gap: 0.35 },
} as const;

export interface AskedExpectations {
  readonly milestone: Milestone;
  /** What this visitor answers, or null: not asked, not willing, or asked by mail. */
  answerOf(contact: DemoInteraction): Omit<RecordedAnswer, 'interactionId'> | null;
}

export function askExpectations(get: Get, now: number, actor: string): AskedExpectations {
  let surveyVersionId: number | undefined;
  return {
    milestone: {
      at: now - LAST_DAYS * DAY,
      tell: async () => {
        const desk = get(SurveyDesk);
        const name = `Lo que espera de ${COMPANY.name}`;
        const surveyId = await desk.create(
          { name, template: 'servqual', tone: 'usted', languages: ['es', 'en', 'pt-BR'] },
          actor,
        );
        surveyVersionId = (await desk.publish(surveyId, UNEDITED, actor)).versionId;
      },
    },
    answerOf: (contact) => {
      const { channel, suppressed, externalId, occurredAt, customer } = contact;
      if (surveyVersionId === undefined || suppressed !== 'asked_recently') return null;
      if (channel !== 'in_person' && channel !== 'service_center') return null;
      const random = createRandom(`expectations ${externalId}`);
      if (!random.chance(SHARE)) return null;
      return {
        surveyVersionId,
        source: 'kiosk',
        locale: customer.locale,
        answeredAt: Date.parse(occurredAt) + random.int(MINUTE / 2, MINUTE),
        answers: answersOf(random),
      };
    },
  };
}

function answersOf(random: Random): Record<string, number> {
  const mood = random.normal(0, 0.45);
  const pairs = Object.entries(DIMENSIONS).flatMap(([key, { expected, gap }]) => {
    const hoped = expected + random.normal(0, 0.55);
    return [
      [`${key}.expected`, ofFive(hoped)],
      [`${key}.perceived`, ofFive(hoped + gap + mood + random.normal(0, 0.75))],
    ] as const;
  });
  return { overall: ofFive(4 + mood + random.normal(0, 0.6)), ...Object.fromEntries(pairs) };
}

function ofFive(level: number): number {
  return Math.min(5, Math.max(1, Math.round(level)));
}
