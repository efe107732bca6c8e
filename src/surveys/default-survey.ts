/**
 * The survey an empty installation asks: how the person did (counts toward the person), how easy it was to get the
 * matter settled (counts toward the process, so that nobody is blamed for it), and a word about why.
 */
import type { SurveyDefinition } from './survey-definition';

export const DEFAULT_SURVEY_KEY = 'csat';
export const DEFAULT_SURVEY_NAME = 'Satisfacción después del contacto';

export const DEFAULT_SURVEY: SurveyDefinition = {
  questions: [
    {
      key: 'rating',
      kind: 'csat',
      subject: 'employee',
      required: true,
      scale: { min: 1, max: 5 },
      texts: {
        prompt: {
          es: '¿Cómo le atendió {employee}?',
          en: 'How well did {employee} help you?',
          'pt-BR': 'Como foi o atendimento de {employee}?',
        },
        promptWithoutEmployee: {
          es: '¿Cómo le atendimos?',
          en: 'How well did we help you?',
          'pt-BR': 'Como foi o nosso atendimento?',
        },
        labels: {
          '1': { es: 'Muy mal', en: 'Very badly', 'pt-BR': 'Péssimo' },
          '2': { es: 'Mal', en: 'Badly', 'pt-BR': 'Ruim' },
          '3': { es: 'Regular', en: 'So-so', 'pt-BR': 'Regular' },
          '4': { es: 'Bien', en: 'Well', 'pt-BR': 'Bom' },
          '5': { es: 'Muy bien', en: 'Very well', 'pt-BR': 'Ótimo' },
        },
      },
    },
    {
      key: 'process',
      kind: 'csat',
      subject: 'process',
      required: false,
      scale: { min: 1, max: 5 },
      texts: {
        prompt: {
          es: '¿Qué tan fácil fue resolver su asunto con {organization}?',
          en: 'How easy was it to get your matter settled with {organization}?',
          'pt-BR': 'Foi fácil resolver o seu assunto com a {organization}?',
        },
        hint: {
          es: 'Piense en los trámites, las esperas y los sistemas. Esto no cuenta para la persona que le atendió.',
          en: 'Think of the steps, the waiting and the systems. This does not count for the person who served you.',
          'pt-BR':
            'Pense nas etapas, na espera e nos sistemas. Isto não conta para a pessoa que atendeu você.',
        },
        labels: {
          '1': { es: 'Muy difícil', en: 'Very hard', 'pt-BR': 'Muito difícil' },
          '2': { es: 'Difícil', en: 'Hard', 'pt-BR': 'Difícil' },
          '3': { es: 'Regular', en: 'Neither', 'pt-BR': 'Regular' },
          '4': { es: 'Fácil', en: 'Easy', 'pt-BR': 'Fácil' },
          '5': { es: 'Muy fácil', en: 'Very easy', 'pt-BR': 'Muito fácil' },
        },
      },
    },
    {
      key: 'comment',
      kind: 'text',
      subject: 'company',
      required: false,
      texts: {
        prompt: {
          es: '¿Qué quiere contarnos?',
          en: 'What would you like to tell us?',
          'pt-BR': 'O que você gostaria de nos contar?',
        },
        promptHigh: {
          es: '¿Qué hizo {employee} que le gustó?',
          en: 'What did {employee} do that you liked?',
          'pt-BR': 'O que {employee} fez de que você gostou?',
        },
        promptLow: {
          es: '¿Qué salió mal?',
          en: 'What went wrong?',
          'pt-BR': 'O que não deu certo?',
        },
        promptWithoutEmployee: {
          es: '¿Qué fue lo que le gustó?',
          en: 'What did you like?',
          'pt-BR': 'Do que você gostou?',
        },
      },
    },
  ],
};
