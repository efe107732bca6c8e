/** How much effort it took the customer, 1 to 7 after Dixon, Freeman and Toman, and what made it hard. */
import type { SurveyDefinition } from '../survey-definition';
import { by, type Say } from './speaking';
import { EASY_ENDS, OTHER } from './words';

export function ces(say: Say): SurveyDefinition {
  return {
    questions: [
      {
        key: 'ease',
        kind: 'ces',
        subject: 'process',
        required: true,
        scale: { min: 1, max: 7 },
        texts: {
          prompt: say(
            by('¿Qué tan fácil fue resolver su asunto?', '¿Qué tan fácil fue resolver tu asunto?'),
            'How easy was it to get your matter settled?',
            'Foi fácil resolver o seu assunto?',
          ),
          labels: EASY_ENDS,
        },
      },
      {
        key: 'obstacles',
        kind: 'multi_choice',
        subject: 'process',
        required: false,
        shuffle: true,
        showIf: { match: 'all', conditions: [{ question: 'ease', test: 'at_most', value: 4 }] },
        options: [
          { key: 'waiting', text: say('Esperar demasiado', 'Waiting too long', 'Esperar demais') },
          {
            key: 'repeating',
            text: say(
              'Explicar lo mismo varias veces',
              'Explaining the same thing again',
              'Explicar a mesma coisa várias vezes',
            ),
          },
          {
            key: 'calling_again',
            text: say(
              'Tener que volver o llamar otra vez',
              'Having to come back or call again',
              'Ter de voltar ou ligar de novo',
            ),
          },
          {
            key: 'papers',
            text: say('Los papeles que pidieron', 'The papers you asked for', 'Os documentos pedidos'),
          },
          {
            key: 'unclear',
            text: say('No saber qué seguía', 'Not knowing what came next', 'Não saber o próximo passo'),
          },
          OTHER,
        ],
        texts: { prompt: say('¿Qué lo hizo difícil?', 'What made it hard?', 'O que dificultou?') },
      },
      {
        key: 'comment',
        kind: 'text',
        subject: 'process',
        required: false,
        texts: {
          prompt: say(
            '¿Qué podríamos cambiar para que fuera más sencillo?',
            'What could we change to make it simpler?',
            'O que poderíamos mudar para ser mais simples?',
          ),
          promptHigh: say('¿Qué fue lo que funcionó bien?', 'What worked well?', 'O que funcionou bem?'),
        },
      },
    ],
  };
}
