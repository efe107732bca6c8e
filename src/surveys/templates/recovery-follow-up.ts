/** After a poor experience was put right: whether it really is, how it was done, and whether there is trust again. */
import type { SurveyDefinition } from '../survey-definition';
import { by, type Say } from './speaking';
import { OTHER, WELL, YES_NO } from './words';

export function recoveryFollowUp(say: Say): SurveyDefinition {
  return {
    questions: [
      {
        key: 'solved',
        kind: 'thumbs',
        subject: 'process',
        required: true,
        scale: { min: 0, max: 1 },
        texts: {
          prompt: say(
            by('¿Quedó resuelto lo que le pasó?', '¿Quedó resuelto lo que te pasó?'),
            'Has the problem you had been solved?',
            'O problema que você teve foi resolvido?',
          ),
          labels: YES_NO,
        },
      },
      {
        key: 'missing',
        kind: 'multi_choice',
        subject: 'process',
        required: false,
        showIf: { match: 'all', conditions: [{ question: 'solved', test: 'is_any', values: ['0'] }] },
        options: [
          { key: 'solution', text: say('La solución misma', 'The solution itself', 'A solução em si') },
          {
            key: 'explanation',
            text: say('Una explicación clara', 'A clear explanation', 'Uma explicação clara'),
          },
          { key: 'apology', text: say('Una disculpa', 'An apology', 'Um pedido de desculpas') },
          {
            key: 'promise',
            text: say(
              'Cumplir lo que se prometió',
              'Keeping what was promised',
              'Cumprir o que foi prometido',
            ),
          },
          OTHER,
        ],
        texts: { prompt: say('¿Qué falta todavía?', 'What is still missing?', 'O que ainda falta?') },
      },
      {
        key: 'rating',
        kind: 'csat',
        subject: 'employee',
        required: false,
        scale: { min: 1, max: 5 },
        texts: {
          prompt: say(
            by('¿Cómo llevó {employee} su caso?', '¿Cómo llevó {employee} tu caso?'),
            'How well did {employee} handle your case?',
            'Como {employee} cuidou do seu caso?',
          ),
          promptWithoutEmployee: say(
            by('¿Cómo llevamos su caso?', '¿Cómo llevamos tu caso?'),
            'How well did we handle your case?',
            'Como cuidamos do seu caso?',
          ),
          labels: WELL,
        },
      },
      {
        key: 'trust',
        kind: 'scale',
        subject: 'company',
        required: false,
        scale: { min: 1, max: 5 },
        texts: {
          prompt: say(
            by(
              'Después de esto, ¿cuánto confía en {organization}?',
              'Después de esto, ¿cuánto confías en {organization}?',
              'Después de esto, ¿cuánto confiás en {organization}?',
            ),
            'After this, how much do you trust {organization}?',
            'Depois disso, quanto você confia na {organization}?',
          ),
          labels: {
            '1': say('Nada', 'Not at all', 'Nada'),
            '5': say('Del todo', 'Completely', 'Totalmente'),
          },
        },
      },
      {
        key: 'comment',
        kind: 'text',
        subject: 'company',
        required: false,
        texts: {
          prompt: say(
            by('¿Hay algo más que quiera decirnos?', '¿Hay algo más que quieras decirnos?'),
            'Is there anything else you would like to tell us?',
            'Há mais alguma coisa que você queira nos dizer?',
          ),
        },
      },
    ],
  };
}
