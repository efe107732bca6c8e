/**
 * The form of a mystery visit: what was seen, step by step. None of it counts toward the person; it is for learning
 * how the standards are lived, and an evaluator is not a customer.
 */
import type { SurveyDefinition } from '../survey-definition';
import { by, type Say } from './speaking';
import { GOOD, YES_NO } from './words';

export function mysteryShop(say: Say): SurveyDefinition {
  const seen = (key: string, section: string, prompt: ReturnType<Say>) => ({
    key,
    kind: 'thumbs' as const,
    subject: 'process' as const,
    required: true,
    section,
    scale: { min: 0, max: 1 },
    texts: { prompt, labels: YES_NO },
  });
  return {
    sections: [
      { key: 'whole' },
      { key: 'arrival', title: say('Al llegar', 'On arrival', 'Na chegada') },
      { key: 'service', title: say('Durante la atención', 'While being served', 'Durante o atendimento') },
      { key: 'farewell', title: say('Al terminar', 'At the end', 'No fim') },
    ],
    questions: [
      {
        key: 'overall',
        kind: 'csat',
        subject: 'process',
        required: true,
        section: 'whole',
        scale: { min: 1, max: 5 },
        texts: {
          prompt: say(
            '¿Cómo fue la visita en conjunto?',
            'Taken as a whole, how good was the visit?',
            'De modo geral, como foi a visita?',
          ),
          hint: say(
            by(
              'Responda el mismo día, con lo que vio y oyó; sin suponer nada.',
              'Responde el mismo día, con lo que viste y oíste; sin suponer nada.',
              'Respondé el mismo día, con lo que viste y oíste; sin suponer nada.',
            ),
            'Answer on the same day with what you saw and heard; assume nothing.',
            'Responda no mesmo dia, com o que viu e ouviu; sem supor nada.',
          ),
          labels: GOOD,
        },
      },
      {
        key: 'waiting',
        kind: 'choice',
        subject: 'process',
        required: true,
        section: 'arrival',
        options: [
          { key: 'none', text: say('Nada', 'Not at all', 'Nada') },
          { key: 'up_to_5', text: say('Hasta 5 minutos', 'Up to 5 minutes', 'Até 5 minutos') },
          { key: 'up_to_15', text: say('De 5 a 15 minutos', '5 to 15 minutes', 'De 5 a 15 minutos') },
          { key: 'more', text: say('Más de 15 minutos', 'More than 15 minutes', 'Mais de 15 minutos') },
        ],
        texts: {
          prompt: say(
            by('¿Cuánto esperó?', '¿Cuánto esperaste?'),
            'How long did you wait?',
            'Quanto tempo você esperou?',
          ),
        },
      },
      seen(
        'greeted',
        'arrival',
        say(
          by('¿Le saludaron al llegar?', '¿Te saludaron al llegar?'),
          'Were you greeted on arrival?',
          'Cumprimentaram você na chegada?',
        ),
      ),
      seen(
        'tidy',
        'arrival',
        say(
          '¿El lugar estaba limpio y en orden?',
          'Was the place clean and tidy?',
          'O lugar estava limpo e em ordem?',
        ),
      ),
      seen(
        'listened',
        'service',
        say(
          by('¿Le dejaron explicar sin interrumpirle?', '¿Te dejaron explicar sin interrumpirte?'),
          'Could you explain without being interrupted?',
          'Deixaram você explicar sem interromper?',
        ),
      ),
      seen(
        'explained',
        'service',
        say(
          '¿Explicaron los pasos con claridad?',
          'Were the steps explained clearly?',
          'Explicaram os passos com clareza?',
        ),
      ),
      seen(
        'solved',
        'service',
        say('¿Resolvieron lo que se pidió?', 'Was the request settled?', 'Resolveram o que foi pedido?'),
      ),
      {
        key: 'why_not',
        kind: 'text',
        subject: 'process',
        required: false,
        section: 'service',
        showIf: { match: 'all', conditions: [{ question: 'solved', test: 'is_any', values: ['0'] }] },
        texts: { prompt: say('¿Qué lo impidió?', 'What stood in the way?', 'O que impediu?') },
      },
      seen(
        'anything_else',
        'farewell',
        say(
          by('¿Le preguntaron si necesitaba algo más?', '¿Te preguntaron si necesitabas algo más?'),
          'Were you asked whether you needed anything else?',
          'Perguntaram se você precisava de mais alguma coisa?',
        ),
      ),
      seen(
        'farewell',
        'farewell',
        say('¿Se despidieron con amabilidad?', 'Was the farewell friendly?', 'A despedida foi cordial?'),
      ),
      {
        key: 'comment',
        kind: 'text',
        subject: 'process',
        required: false,
        section: 'farewell',
        texts: {
          prompt: say(
            by(
              'Describa lo mejor y lo que se puede mejorar.',
              'Describe lo mejor y lo que se puede mejorar.',
              'Describí lo mejor y lo que se puede mejorar.',
            ),
            'Describe what was best, and what can be improved.',
            'Descreva o melhor e o que pode melhorar.',
          ),
        },
      },
    ],
  };
}
