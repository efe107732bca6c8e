/**
 * SERVQUAL in short, after Parasuraman, Zeithaml and Berry: one pair of expected and received for each of the five
 * dimensions of service. An overall rating comes first, so that the mail can ask it with one tap.
 */
import type { SurveyDefinition } from '../survey-definition';
import { DIMENSIONS } from '../survey-words';
import { by, type Say } from './speaking';
import { GOOD, LEVEL } from './words';

export function servqual(say: Say): SurveyDefinition {
  const about = {
    tangibles: say(
      'Lo que se ve: el lugar, el equipo y los materiales',
      'What you see: the place, the equipment and the materials',
      'O que se vê: o lugar, os equipamentos e os materiais',
    ),
    reliability: say(
      'Cumplir lo prometido, bien y a la primera',
      'Doing what was promised, right the first time',
      'Cumprir o prometido, bem e de primeira',
    ),
    responsiveness: say(
      'Rapidez y disposición para ayudar',
      'Speed and willingness to help',
      'Rapidez e disposição para ajudar',
    ),
    assurance: say(
      'Conocimiento y confianza que inspira el personal',
      'Knowledge of the staff, and the trust they inspire',
      'Conhecimento da equipe e confiança que ela transmite',
    ),
    empathy: say(
      'Atención personal y comprensión de lo que hace falta',
      'Personal attention, and understanding what is needed',
      'Atenção pessoal e compreensão do que é preciso',
    ),
  };
  const expected = say(by('Lo que esperaba', 'Lo que esperabas'), 'What you expected', 'O que você esperava');
  const perceived = say(by('Lo que recibió', 'Lo que recibiste'), 'What you received', 'O que você recebeu');
  return {
    sections: [
      { key: 'overall' },
      {
        key: 'dimensions',
        title: say('Lo esperado y lo recibido', 'Expected and received', 'O esperado e o recebido'),
        intro: say(
          by(
            'Para cada tema, marque primero el nivel que esperaba y después el que recibió.',
            'Para cada tema, marca primero el nivel que esperabas y después el que recibiste.',
            'Para cada tema, marcá primero el nivel que esperabas y después el que recibiste.',
          ),
          'For each topic, mark the level you expected first, and then the one you received.',
          'Para cada tema, marque primeiro o nível que você esperava e depois o que recebeu.',
        ),
        shuffle: true,
      },
      { key: 'closing' },
    ],
    questions: [
      {
        key: 'overall',
        kind: 'csat',
        subject: 'company',
        required: true,
        section: 'overall',
        scale: { min: 1, max: 5 },
        texts: {
          prompt: say(
            '¿Cómo es, en conjunto, el servicio de {organization}?',
            'Taken as a whole, how good is the service of {organization}?',
            'De modo geral, como é o serviço da {organization}?',
          ),
          labels: GOOD,
        },
      },
      ...DIMENSIONS.map((dimension) => ({
        key: dimension,
        kind: 'expectation' as const,
        subject: 'company' as const,
        required: true,
        section: 'dimensions',
        dimension,
        scale: { min: 1, max: 5 },
        texts: { prompt: about[dimension], labels: LEVEL, expected, perceived },
      })),
      {
        key: 'comment',
        kind: 'text',
        subject: 'company',
        required: false,
        section: 'closing',
        texts: {
          prompt: say(
            by(
              '¿Qué nos falta para dar el servicio que usted espera?',
              '¿Qué nos falta para dar el servicio que esperas?',
              '¿Qué nos falta para dar el servicio que esperás?',
            ),
            'What is missing for us to give the service you expect?',
            'O que falta para oferecermos o serviço que você espera?',
          ),
        },
      },
    ],
  };
}
