/** What good service means to customers, before anything is measured: what matters, how fast, through which door. */
import type { SurveyDefinition } from '../survey-definition';
import { DIMENSIONS } from '../survey-words';
import { by, type Say } from './speaking';
import { MATTERS, OTHER } from './words';

export function expectations(say: Say): SurveyDefinition {
  const matters = {
    tangibles: say(
      'Un lugar limpio, agradable y con lo necesario',
      'A clean, pleasant place with what is needed',
      'Um lugar limpo, agradável e com o necessário',
    ),
    reliability: say(
      'Que se cumpla lo que se promete',
      'That promises are kept',
      'Que o prometido seja cumprido',
    ),
    responsiveness: say(
      'Que la atención sea rápida',
      'That help comes fast',
      'Que o atendimento seja rápido',
    ),
    assurance: say(
      'Que quien atiende sepa lo que hace',
      'That whoever helps knows what they are doing',
      'Que quem atende saiba o que faz',
    ),
    empathy: say('Sentirse escuchado', 'Feeling listened to', 'Sentir-se ouvido'),
  };
  return {
    sections: [
      { key: 'words' },
      {
        key: 'importance',
        title: say(
          by('¿Cuánto le importa cada cosa?', '¿Cuánto te importa cada cosa?'),
          'How much does each thing matter to you?',
          'Quanto cada coisa importa para você?',
        ),
        shuffle: true,
      },
      { key: 'habits' },
    ],
    questions: [
      {
        key: 'meaning',
        kind: 'text',
        subject: 'company',
        required: true,
        section: 'words',
        texts: {
          prompt: say(
            by(
              '¿Qué significa para usted un buen servicio?',
              '¿Qué significa para ti un buen servicio?',
              '¿Qué significa para vos un buen servicio?',
            ),
            'What does good service mean to you?',
            'O que é um bom serviço para você?',
          ),
          hint: say(
            by('Con sus palabras: una frase basta.', 'Con tus palabras: una frase basta.'),
            'In your own words: one sentence is enough.',
            'Com as suas palavras: uma frase basta.',
          ),
        },
      },
      ...DIMENSIONS.map((dimension) => ({
        key: dimension,
        kind: 'scale' as const,
        subject: 'company' as const,
        required: false,
        section: 'importance',
        dimension,
        scale: { min: 1, max: 5 },
        texts: { prompt: matters[dimension], labels: MATTERS },
      })),
      {
        key: 'speed',
        kind: 'choice',
        subject: 'process',
        required: false,
        section: 'habits',
        options: [
          { key: 'minutes', text: say('En minutos', 'Within minutes', 'Em minutos') },
          { key: 'hour', text: say('En una hora', 'Within an hour', 'Em uma hora') },
          { key: 'same_day', text: say('El mismo día', 'The same day', 'No mesmo dia') },
          { key: 'next_day', text: say('Al día siguiente', 'The next day', 'No dia seguinte') },
        ],
        texts: {
          prompt: say(
            by(
              'Cuando nos escribe, ¿en cuánto tiempo espera respuesta?',
              'Cuando nos escribes, ¿en cuánto tiempo esperas respuesta?',
              'Cuando nos escribís, ¿en cuánto tiempo esperás respuesta?',
            ),
            'When you write to us, how soon do you expect an answer?',
            'Quando você nos escreve, em quanto tempo espera uma resposta?',
          ),
        },
      },
      {
        key: 'doors',
        kind: 'multi_choice',
        subject: 'process',
        required: false,
        section: 'habits',
        shuffle: true,
        options: [
          { key: 'phone', text: say('Por teléfono', 'By phone', 'Por telefone') },
          { key: 'chat', text: say('Por mensaje o chat', 'By message or chat', 'Por mensagem ou chat') },
          { key: 'email', text: say('Por correo electrónico', 'By e-mail', 'Por e-mail') },
          { key: 'in_person', text: say('En persona', 'In person', 'Pessoalmente') },
          { key: 'alone', text: say('En línea, sin ayuda', 'Online, on my own', 'Pela internet, sem ajuda') },
          OTHER,
        ],
        texts: {
          prompt: say(
            by(
              '¿Cómo prefiere que le atendamos?',
              '¿Cómo prefieres que te atendamos?',
              '¿Cómo preferís que te atendamos?',
            ),
            'How do you prefer to be helped?',
            'Como você prefere ser atendido?',
          ),
        },
      },
      {
        key: 'comment',
        kind: 'text',
        subject: 'company',
        required: false,
        section: 'habits',
        texts: {
          prompt: say(
            by(
              'Cuéntenos de una vez en que le atendieron muy bien, aquí o en otro lugar.',
              'Cuéntanos de una vez en que te atendieron muy bien, aquí o en otro lugar.',
              'Contanos de una vez en que te atendieron muy bien, acá o en otro lugar.',
            ),
            'Tell us about a time you were served very well, here or elsewhere.',
            'Conte sobre uma vez em que você foi muito bem atendido, aqui ou em outro lugar.',
          ),
        },
      },
    ],
  };
}
