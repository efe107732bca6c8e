/** Questionnaires for the answer page: every kind of question, on one page and on several. */
import { Surveys } from '../../src/surveys';
import type { TestApp } from '../support';

const say = (es: string, en: string, pt: string) => ({ es, en, 'pt-BR': pt });
const word = (es: string, en = es, pt = es) => say(es, en, pt);

const GOOD = {
  '1': say('Muy mal', 'Very badly', 'Péssimo'),
  '2': say('Mal', 'Badly', 'Ruim'),
  '3': say('Regular', 'So-so', 'Regular'),
  '4': say('Bien', 'Well', 'Bom'),
  '5': say('Muy bien', 'Very well', 'Ótimo'),
};
const LONG = {
  '1': say('Totalmente en desacuerdo', 'Strongly disagree', 'Discordo totalmente'),
  '2': say('En desacuerdo', 'Disagree', 'Discordo'),
  '3': say('Ni de acuerdo ni en desacuerdo', 'Neither agree nor disagree', 'Nem concordo nem discordo'),
  '4': say('De acuerdo', 'Agree', 'Concordo'),
  '5': say('Totalmente de acuerdo', 'Strongly agree', 'Concordo totalmente'),
};

const KINDS = {
  rating: {
    key: 'rating',
    kind: 'csat',
    subject: 'employee',
    required: true,
    scale: { min: 1, max: 5 },
    texts: {
      prompt: say(
        '¿Cómo le atendió {employee}?',
        'How well did {employee} help you?',
        'Como foi o atendimento de {employee}?',
      ),
      labels: GOOD,
    },
  },
  recommend: {
    key: 'recommend',
    kind: 'nps',
    subject: 'company',
    required: true,
    scale: { min: 0, max: 10 },
    texts: {
      prompt: say(
        '¿Qué tan probable es que nos recomiende?',
        'How likely are you to recommend us?',
        'Qual a probabilidade de nos recomendar?',
      ),
      labels: {
        '0': say('Nada probable', 'Not at all', 'Nada provável'),
        '10': say('Muy probable', 'Very likely', 'Muito provável'),
      },
    },
  },
  effort: {
    key: 'effort',
    kind: 'ces',
    subject: 'process',
    required: false,
    scale: { min: 1, max: 7 },
    texts: {
      prompt: say(
        'Fue fácil resolver mi asunto',
        'It was easy to settle my matter',
        'Foi fácil resolver o meu assunto',
      ),
      labels: {
        '1': say('En desacuerdo', 'Disagree', 'Discordo'),
        '7': say('De acuerdo', 'Agree', 'Concordo'),
      },
    },
  },
  solved: {
    key: 'solved',
    kind: 'thumbs',
    subject: 'process',
    required: true,
    scale: { min: 0, max: 1 },
    texts: {
      prompt: say('¿Quedó resuelto su asunto?', 'Is your matter settled?', 'O seu assunto ficou resolvido?'),
      labels: {
        '0': say('Todavía no', 'Not yet', 'Ainda não'),
        '1': say('Sí, resuelto', 'Yes, settled', 'Sim, resolvido'),
      },
    },
  },
  reason: {
    key: 'reason',
    kind: 'choice',
    subject: 'process',
    required: true,
    shuffle: true,
    showIf: { match: 'all', conditions: [{ question: 'solved', test: 'is_any', values: ['0'] }] },
    options: [
      { key: 'waiting', text: say('Tuve que esperar mucho', 'I had to wait long', 'Tive de esperar muito') },
      {
        key: 'again',
        text: say(
          'Tuve que llamar varias veces',
          'I had to call several times',
          'Tive de ligar várias vezes',
        ),
      },
      { key: 'other', text: say('Otra cosa', 'Something else', 'Outra coisa'), other: true },
    ],
    texts: { prompt: say('¿Qué faltó?', 'What was missing?', 'O que faltou?') },
  },
  channels: {
    key: 'channels',
    kind: 'multi_choice',
    subject: 'company',
    required: false,
    options: [
      { key: 'phone', text: say('Teléfono', 'Phone', 'Telefone') },
      { key: 'office', text: say('Oficina', 'Office', 'Escritório') },
      { key: 'elsewhere', text: say('Otro', 'Another', 'Outro'), other: true },
    ],
    texts: {
      prompt: say('¿Por dónde nos buscó?', 'Where did you look for us?', 'Por onde nos procurou?'),
      hint: say('Puede marcar varios.', 'You can tick several.', 'Pode marcar vários.'),
    },
  },
  promise: {
    key: 'promise',
    kind: 'expectation',
    subject: 'company',
    required: true,
    scale: { min: 1, max: 7 },
    texts: {
      prompt: say('Cumplir lo prometido', 'Keeping what was promised', 'Cumprir o prometido'),
      labels: { '1': word('Nada', 'Not at all'), '7': word('Del todo', 'Entirely', 'Totalmente') },
    },
  },
  agree: {
    key: 'agree',
    kind: 'scale',
    subject: 'product',
    required: false,
    scale: { min: 1, max: 5 },
    texts: {
      prompt: say(
        'El recibo se entiende a la primera',
        'The bill is clear at first sight',
        'A conta se entende de primeira',
      ),
      labels: LONG,
    },
  },
  each: {
    key: 'each',
    kind: 'csat',
    subject: 'employee',
    required: false,
    about: 'each',
    scale: { min: 1, max: 5 },
    texts: {
      prompt: say(
        '¿Qué tan claro fue {employee}?',
        'How clear was {employee}?',
        'Quão claro foi {employee}?',
      ),
      labels: GOOD,
    },
  },
  manners: {
    key: 'manners',
    kind: 'thumbs',
    subject: 'employee',
    required: false,
    about: 'each',
    scale: { min: 0, max: 1 },
    texts: {
      prompt: say('¿Hubo buen trato?', 'Were they kind?', 'Houve bom trato?'),
      labels: { '0': word('No', 'No', 'Não'), '1': word('Sí', 'Yes', 'Sim') },
    },
  },
  comment: {
    key: 'comment',
    kind: 'text',
    subject: 'company',
    required: false,
    texts: {
      prompt: say(
        '¿Qué quiere contarnos?',
        'What would you like to tell us?',
        'O que você gostaria de nos contar?',
      ),
      promptHigh: say('¿Qué le gustó?', 'What did you like?', 'Do que você gostou?'),
      promptLow: say('¿Qué salió mal?', 'What went wrong?', 'O que não deu certo?'),
      placeholder: say('En sus palabras', 'In your words', 'Com as suas palavras'),
    },
  },
} as const;

type Kind = keyof typeof KINDS;
const all = Object.keys(KINDS) as Kind[];

/** Every kind on one page; one question follows from another. */
export const ONE_PAGE = { questions: all.map((kind) => KINDS[kind]) };

const placed = (kind: Kind, section: string) => ({ ...KINDS[kind], section });

/**
 * Four pages. The second asks what was missing when its own first question says so, the third is only for who was
 * served badly, and whoever rates 5 and has nothing left open is done after the second.
 */
export const STEPS = {
  sections: [
    { key: 'service' },
    {
      key: 'outcome',
      title: say('El resultado', 'The outcome', 'O resultado'),
      intro: say(
        'Dos preguntas sobre su asunto.',
        'Two questions about your matter.',
        'Duas perguntas sobre o seu assunto.',
      ),
    },
    {
      key: 'repair',
      title: say('Cómo lo arreglamos', 'How we put it right', 'Como consertamos'),
      showIf: { match: 'all', conditions: [{ question: 'rating', test: 'at_most', value: 2 }] },
    },
    { key: 'closing', title: say('Para terminar', 'To finish', 'Para terminar') },
  ],
  questions: [
    placed('rating', 'service'),
    placed('solved', 'outcome'),
    placed('reason', 'outcome'),
    placed('promise', 'repair'),
    placed('recommend', 'closing'),
    placed('comment', 'closing'),
  ],
};

/** Publishes a survey of its own. */
export async function publish(test: TestApp, key: string, definition: unknown) {
  const surveys = test.get(Surveys);
  return surveys.publish(await surveys.draft({ key, name: key }, definition), 'test');
}
