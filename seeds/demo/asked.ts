/**
 * What Agua Clara asks where: after a chat how easy it was, at visits, service centres and the online office whether one
 * would recommend it; everywhere how the person did.
 */
import { DEFAULT_SURVEY, Surveys } from '../../src/surveys';
import { Touchpoints } from '../../src/interactions';
import type { DemoAnswer } from './answers';
import { createRandom } from './random';
import type { Get } from './story';
import type { DemoInteraction } from './year';

const RECOMMEND = {
  key: 'recomendacion',
  name: 'Satisfacción y recomendación',
  touchpoints: ['home-visit', 'service-center-sur', 'web-office'],
} as const;
const EFFORT = {
  key: 'esfuerzo',
  name: 'Satisfacción y facilidad',
  touchpoints: ['site-chat', 'whatsapp'],
} as const;

const [RATING, PROCESS, COMMENT] = DEFAULT_SURVEY.questions;

const RECOMMENDS = {
  key: 'recommend',
  kind: 'nps',
  subject: 'company',
  required: false,
  scale: { min: 0, max: 10 },
  texts: {
    prompt: {
      es: '¿Qué tan probable es que hable bien de {organization} a un familiar o a un vecino?',
      en: 'How likely are you to speak well of {organization} to a relative or a neighbour?',
      'pt-BR': 'Qual a probabilidade de você falar bem da {organization} a um familiar ou vizinho?',
    },
    labels: {
      '0': { es: 'Nada probable', en: 'Not at all likely', 'pt-BR': 'Nada provável' },
      '10': { es: 'Muy probable', en: 'Extremely likely', 'pt-BR': 'Muito provável' },
    },
  },
};
const EASE = {
  key: 'ease',
  kind: 'ces',
  subject: 'process',
  required: false,
  scale: { min: 1, max: 7 },
  texts: {
    prompt: {
      es: '¿Qué tan fácil fue resolver su asunto?',
      en: 'How easy was it to get your matter settled?',
      'pt-BR': 'Foi fácil resolver o seu assunto?',
    },
    labels: {
      '1': { es: 'Muy difícil', en: 'Very hard', 'pt-BR': 'Muito difícil' },
      '7': { es: 'Muy fácil', en: 'Very easy', 'pt-BR': 'Muito fácil' },
    },
  },
};

export interface AskedSurveys {
  /** The version asked after a contact at the touchpoint. */
  versionAt(touchpoint: string): number;
}

/** Publishes the surveys and has them asked. Before the first contact of the story. */
export async function seedSurveys(get: Get, actor: string): Promise<AskedSurveys> {
  const surveys = get(Surveys);
  const versions = new Map<string, number>();
  for (const [{ key, name, touchpoints }, questions] of [
    [RECOMMEND, [RATING, PROCESS, RECOMMENDS, COMMENT]],
    [EFFORT, [RATING, EASE, COMMENT]],
  ] as const) {
    const { versionId } = await surveys.publish(await surveys.draft({ key, name }, { questions }), actor);
    for (const touchpoint of touchpoints) {
      await get(Touchpoints).upsert(touchpoint, { survey: key }, actor);
      versions.set(touchpoint, versionId);
    }
  }
  const usual = (await surveys.publishedFor(null)).versionId;
  return { versionAt: (touchpoint) => versions.get(touchpoint) ?? usual };
}

/** The answers to the questions of the survey that was asked, by the question's key. */
export function answersTo(
  { externalId, touchpoint }: Pick<DemoInteraction, 'externalId' | 'touchpoint'>,
  { ratings, comment }: DemoAnswer,
): Record<string, number | string> {
  const { employee, process } = ratings;
  const random = createRandom(`asked ${externalId}`);
  const said = { rating: employee, ...(comment !== null && { comment }) };
  // What is left out of one question is left out of the other.
  if (process === null) return said;
  if ((EFFORT.touchpoints as readonly string[]).includes(touchpoint))
    return { ...said, ease: within(1, 7, 1 + (process - 1) * 1.5 + random.normal(0, 0.8)) };
  if (!(RECOMMEND.touchpoints as readonly string[]).includes(touchpoint)) return { ...said, process };
  const liked = 0.5 * employee + 0.5 * process;
  return { ...said, process, recommend: within(0, 10, 2.2 * liked - 0.9 + random.normal(0, 1.2)) };
}

function within(min: number, max: number, value: number): number {
  return Math.min(max, Math.max(min, Math.round(value)));
}
