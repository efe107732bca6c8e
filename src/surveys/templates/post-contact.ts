/**
 * After a contact: how the person did (counts toward the person), how easy it was to get the matter settled (counts
 * toward the process, so that nobody is blamed for it), and a word about why. What an empty installation asks.
 */
import type { SurveyDefinition } from '../survey-definition';
import { by, type Say } from './speaking';
import { EASY, WELL } from './words';

export function postContact(say: Say): SurveyDefinition {
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
            by('¿Cómo le atendió {employee}?', '¿Cómo te atendió {employee}?'),
            'How well did {employee} help you?',
            'Como foi o atendimento de {employee}?',
          ),
          promptWithoutEmployee: say(
            by('¿Cómo le atendimos?', '¿Cómo te atendimos?'),
            'How well did we help you?',
            'Como foi o nosso atendimento?',
          ),
          labels: WELL,
        },
      },
      {
        key: 'process',
        kind: 'csat',
        subject: 'process',
        required: false,
        scale: { min: 1, max: 5 },
        texts: {
          prompt: say(
            by(
              '¿Qué tan fácil fue resolver su asunto con {organization}?',
              '¿Qué tan fácil fue resolver tu asunto con {organization}?',
            ),
            'How easy was it to get your matter settled with {organization}?',
            'Foi fácil resolver o seu assunto com a {organization}?',
          ),
          hint: say(
            by(
              'Piense en los trámites, las esperas y los sistemas. Esto no cuenta para la persona que le atendió.',
              'Piensa en los trámites, las esperas y los sistemas. Esto no cuenta para la persona que te atendió.',
              'Pensá en los trámites, las esperas y los sistemas. Esto no cuenta para la persona que te atendió.',
            ),
            'Think of the steps, the waiting and the systems. This does not count for the person who served you.',
            'Pense nas etapas, na espera e nos sistemas. Isto não conta para a pessoa que atendeu você.',
          ),
          labels: EASY,
        },
      },
      {
        key: 'comment',
        kind: 'text',
        subject: 'company',
        required: false,
        texts: {
          prompt: say(
            by('¿Qué quiere contarnos?', '¿Qué quieres contarnos?', '¿Qué querés contarnos?'),
            'What would you like to tell us?',
            'O que você gostaria de nos contar?',
          ),
          promptHigh: say(
            by('¿Qué hizo {employee} que le gustó?', '¿Qué hizo {employee} que te gustó?'),
            'What did {employee} do that you liked?',
            'O que {employee} fez de que você gostou?',
          ),
          promptLow: say('¿Qué salió mal?', 'What went wrong?', 'O que não deu certo?'),
          promptWithoutEmployee: say(
            by('¿Qué fue lo que le gustó?', '¿Qué fue lo que te gustó?'),
            'What did you like?',
            'Do que você gostou?',
          ),
        },
      },
    ],
  };
}
