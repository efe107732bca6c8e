/** Whether customers would recommend the organization, 0 to 10 after Reichheld, and why. */
import type { SurveyDefinition } from '../survey-definition';
import { by, type Say } from './speaking';
import { LIKELY, OTHER } from './words';

export function nps(say: Say): SurveyDefinition {
  return {
    questions: [
      {
        key: 'recommend',
        kind: 'nps',
        subject: 'company',
        required: true,
        scale: { min: 0, max: 10 },
        texts: {
          prompt: say(
            by(
              '¿Qué tan probable es que recomiende {organization} a un familiar o a un amigo?',
              '¿Qué tan probable es que recomiendes {organization} a un familiar o a un amigo?',
            ),
            'How likely are you to recommend {organization} to a friend or relative?',
            'Qual a probabilidade de você recomendar a {organization} a um amigo ou familiar?',
          ),
          labels: LIKELY,
        },
      },
      {
        key: 'improve',
        kind: 'multi_choice',
        subject: 'company',
        required: false,
        shuffle: true,
        showIf: { match: 'all', conditions: [{ question: 'recommend', test: 'at_most', value: 6 }] },
        options: [
          { key: 'service', text: say('El trato', 'How I was treated', 'O atendimento') },
          { key: 'time', text: say('El tiempo de espera', 'The waiting', 'O tempo de espera') },
          {
            key: 'solution',
            text: say('Que se resuelva el problema', 'Getting the problem solved', 'Resolver o problema'),
          },
          { key: 'price', text: say('El precio', 'The price', 'O preço') },
          {
            key: 'quality',
            text: say(
              'La calidad de lo que ofrecen',
              'The quality of what you offer',
              'A qualidade do que vocês oferecem',
            ),
          },
          OTHER,
        ],
        texts: {
          prompt: say('¿Qué deberíamos mejorar?', 'What should we do better?', 'O que deveríamos melhorar?'),
        },
      },
      {
        key: 'comment',
        kind: 'text',
        subject: 'company',
        required: false,
        texts: {
          prompt: say('¿Por qué esa nota?', 'What is the main reason for your score?', 'Por que essa nota?'),
          promptHigh: say(
            by('¿Qué es lo que más le gusta?', '¿Qué es lo que más te gusta?'),
            'What do you like most?',
            'Do que você mais gosta?',
          ),
          promptLow: say(
            by(
              '¿Qué tendría que cambiar para que nos recomendara?',
              '¿Qué tendría que cambiar para que nos recomendaras?',
            ),
            'What would have to change for you to recommend us?',
            'O que teria de mudar para você nos recomendar?',
          ),
        },
      },
    ],
  };
}
