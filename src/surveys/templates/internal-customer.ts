/** One department about the service of another: the person, the result in time, and what to improve. */
import type { SurveyDefinition } from '../survey-definition';
import { by, type Say } from './speaking';
import { OTHER, WELL, YES_NO } from './words';

export function internalCustomer(say: Say): SurveyDefinition {
  return {
    questions: [
      {
        key: 'rating',
        kind: 'csat',
        subject: 'employee',
        required: true,
        scale: { min: 1, max: 5 },
        texts: {
          prompt: say(
            by('¿Cómo le apoyó {employee} con su solicitud?', '¿Cómo te apoyó {employee} con tu solicitud?'),
            'How well did {employee} support you with your request?',
            'Como foi o apoio de {employee} na sua solicitação?',
          ),
          promptWithoutEmployee: say(
            by('¿Cómo le apoyamos con su solicitud?', '¿Cómo te apoyamos con tu solicitud?'),
            'How well did we support you with your request?',
            'Como foi o nosso apoio na sua solicitação?',
          ),
          labels: WELL,
        },
      },
      {
        key: 'in_time',
        kind: 'thumbs',
        subject: 'process',
        required: false,
        scale: { min: 0, max: 1 },
        texts: {
          prompt: say(
            by('¿Recibió a tiempo lo que necesitaba?', '¿Recibiste a tiempo lo que necesitabas?'),
            'Did you get what you needed in time?',
            'Você recebeu a tempo o que precisava?',
          ),
          labels: YES_NO,
        },
      },
      {
        key: 'result',
        kind: 'csat',
        subject: 'product',
        required: false,
        scale: { min: 1, max: 5 },
        texts: {
          prompt: say(
            by(
              '¿Qué tan bien le sirve lo que le entregamos?',
              '¿Qué tan bien te sirve lo que te entregamos?',
            ),
            'How well does what we delivered serve you?',
            'O que entregamos atende bem ao que você precisa?',
          ),
          labels: WELL,
        },
      },
      {
        key: 'improve',
        kind: 'multi_choice',
        subject: 'process',
        required: false,
        options: [
          { key: 'speed', text: say('El tiempo de respuesta', 'Response time', 'O tempo de resposta') },
          {
            key: 'clarity',
            text: say('La claridad de lo que se pide', 'Clearer requirements', 'A clareza do que é pedido'),
          },
          { key: 'follow_up', text: say('El seguimiento', 'Keeping me informed', 'O acompanhamento') },
          {
            key: 'quality',
            text: say('La calidad del resultado', 'Quality of the result', 'A qualidade do resultado'),
          },
          { key: 'treatment', text: say('El trato', 'How I was treated', 'O atendimento') },
          OTHER,
        ],
        texts: {
          prompt: say(
            '¿Qué debería mejorar nuestra área?',
            'What should our department improve?',
            'O que a nossa área deveria melhorar?',
          ),
        },
      },
      {
        key: 'comment',
        kind: 'text',
        subject: 'process',
        required: false,
        texts: {
          prompt: say(
            '¿Qué haría más fácil trabajar juntos?',
            'What would make working together easier?',
            'O que tornaria mais fácil trabalharmos juntos?',
          ),
          promptHigh: say(
            by('¿Qué hizo {employee} que le ayudó?', '¿Qué hizo {employee} que te ayudó?'),
            'What did {employee} do that helped you?',
            'O que {employee} fez que ajudou você?',
          ),
          promptWithoutEmployee: say(
            by('¿Qué fue lo que le ayudó?', '¿Qué fue lo que te ayudó?'),
            'What helped you?',
            'O que ajudou você?',
          ),
        },
      },
    ],
  };
}
