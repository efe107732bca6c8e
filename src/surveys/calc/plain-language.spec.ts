/** Hints about plain language: what they see in bad questions, and that they stay silent about our own. */
import fc from 'fast-check';
import { LOCALES, type Locale, TONES } from '../../kernel';
import type { QuestionTexts } from '../survey-shape';
import { fromTemplate, TEMPLATE_KEYS } from '../templates';
import {
  PLAIN_LANGUAGE_HINTS,
  plainLanguageHints,
  type PlainLanguageOptions,
  type TextPlace,
} from './plain-language';

const codes = (text: string, locale: Locale, options: PlainLanguageOptions = { kind: 'csat' }) =>
  plainLanguageHints(text, locale, options).map(({ code }) => code);

describe('a question that could be plainer', () => {
  it.each<[string, Locale, string]>([
    ['¿Cómo fue la rapidez y la amabilidad de la atención?', 'es', 'la rapidez y la amabilidad'],
    ['¿Fue rápida y amable la atención?', 'es', 'rápida y amable'],
    ['¿{employee} le escuchó y le resolvió?', 'es', 'le escuchó y le resolvió'],
    ['¿Le gustó el trato? ¿Volvería?', 'es', '¿Le gustó el trato? ¿Volvería?'],
    ['How fast and friendly was our service?', 'en', 'fast and friendly'],
    ['How do you rate the speed and the quality?', 'en', 'speed and the quality'],
    ['Did we listen and help you?', 'en', 'listen and help'],
    ['O atendimento foi rápido e claro?', 'pt-BR', 'rápido e claro'],
    ['Como foi a rapidez e a qualidade?', 'pt-BR', 'rapidez e a qualidade'],
  ])('asks two things: %s', (text, locale, excerpt) => {
    const hint = plainLanguageHints(text, locale, { kind: 'csat' }).find(
      ({ code }) => code === 'double_question',
    );
    expect(hint?.excerpt.replace(/^la /, '')).toBe(excerpt.replace(/^la /, ''));
  });

  it.each<[string, Locale]>([
    ['¿Qué tan excelente fue nuestro servicio?', 'es'],
    ['¿No cree que le atendimos bien?', 'es'],
    ['¿Cuánto le gustó la visita?', 'es'],
    ['How amazing was our team?', 'en'],
    ['Don’t you think we were quick?', 'en'],
    ['How much did you enjoy the visit?', 'en'],
    ['Nosso atendimento foi excelente, não acha?', 'pt-BR'],
    ['O quanto gostou da visita?', 'pt-BR'],
  ])('suggests its answer: %s', (text, locale) => {
    expect(codes(text, locale)).toContain('leading');
  });

  it('denies what it asks, where the answer is on a scale; what did not go well may be asked openly', () => {
    expect(codes('¿El trámite no fue difícil?', 'es')).toEqual(['negation']);
    expect(codes('Was it not hard?', 'en', { kind: 'thumbs' })).toEqual(['negation']);
    expect(codes('O processo não foi difícil?', 'pt-BR')).toEqual(['negation']);
    expect(codes('¿Qué no funcionó?', 'es', { kind: 'text' })).toEqual([]);
  });

  it('leaves no room, or speaks as only we do', () => {
    expect(codes('¿Siempre le atendemos a tiempo?', 'es')).toEqual(['absolute']);
    expect(codes('Are we always on time?', 'en')).toEqual(['absolute']);
    expect(codes('Atendemos sempre no prazo?', 'pt-BR')).toEqual(['absolute']);
    expect(codes('¿Cómo fue su interacción con el agente asignado?', 'es')).toEqual(['jargon']);
    expect(codes('How seamless was this touchpoint?', 'en')).toEqual(['jargon']);
    expect(codes('Nosso atendimento foi proativo?', 'pt-BR')).toEqual(['jargon']);
  });

  it('shouts; abbreviations and names that are filled in do not', () => {
    expect(codes('¿Cómo fue NUESTRO SERVICIO?', 'es')).toEqual(['all_caps']);
    expect(codes('¿Recibió su factura del IVA?', 'es')).toEqual([]);
    expect(codes('¿Cómo le fue con {organization}?', 'es')).toEqual([]);
  });

  it('lacks a question mark: at its end, and in Spanish at its beginning', () => {
    expect(codes('¿Cómo le atendimos', 'es')).toEqual(['question_mark']);
    expect(codes('Cómo le atendimos?', 'es')).toEqual(['question_mark']);
    expect(codes('Cómo le atendimos', 'es')).toEqual(['question_mark']);
    expect(codes('How did we do', 'en')).toEqual(['question_mark']);
    expect(codes('O que podemos melhorar', 'pt-BR')).toEqual(['question_mark']);
    expect(codes('Cuéntenos qué pasó', 'es', { kind: 'text' })).toEqual([]);
    expect(codes('Is quick to answer', 'en', { kind: 'expectation' })).toEqual([]);
  });

  it('is long: in one sentence, or in all', () => {
    const long = `¿Qué tan fácil fue ${'muy '.repeat(20)}resolver su asunto?`;
    const [hint] = plainLanguageHints(long, 'es', { kind: 'ces' });
    expect(hint?.code).toBe('too_long');
    expect([...(hint?.excerpt ?? '')].length).toBeLessThanOrEqual(60);
    expect(codes('Rather satisfied than not', 'en', { place: 'label' })).toEqual(['too_long']);
    expect(codes('Rather satisfied', 'en', { place: 'label' })).toEqual([]);
  });

  it('is about every fault at once', () => {
    expect(codes('¿NUESTRO SERVICIO siempre fue rápido y excelente? ¿No?', 'es')).toEqual([
      'double_question',
      'leading',
      'absolute',
      'all_caps',
    ]);
  });
});

describe('the tone', () => {
  it.each([
    ['usted', '¿Qué quieres contarnos?', 'quieres'],
    ['usted', '¿Cómo te atendió {employee}?', 'te'],
    ['usted', 'Contanos qué pasó', 'Contanos'],
    ['tu', '¿Cómo le atendió {employee}?', 'le atendió'],
    ['tu', '¿Qué querés contarnos?', 'querés'],
    ['vos', '¿Qué quieres contarnos?', 'quieres'],
    ['vos', 'Cuéntenos qué pasó', 'Cuéntenos'],
  ] as const)('%s does not go with %s', (tone, text, excerpt) => {
    expect(plainLanguageHints(text, 'es', { kind: 'text', tone })).toEqual([{ code: 'mixed_tone', excerpt }]);
  });

  it('a text has to agree with itself even when nobody says which tone is kept', () => {
    expect(codes('Cuéntenos, ¿qué quieres?', 'es', { kind: 'text' })).toEqual(['mixed_tone']);
    expect(codes('¿Qué quieres contarnos de tu visita?', 'es', { kind: 'text' })).toEqual([]);
    expect(codes('Você acha que a senhora Ana ajudou?', 'pt-BR', { kind: 'thumbs' })).toEqual(['mixed_tone']);
  });
});

describe('our own templates', () => {
  const placesOf = (texts: QuestionTexts) =>
    Object.entries(texts).flatMap(([name, value]): [TextPlace, (typeof texts)['prompt']][] => {
      if (name === 'labels') return Object.values(texts.labels ?? {}).map((label) => ['label', label]);
      const place = name.startsWith('prompt')
        ? 'prompt'
        : name === 'hint' || name === 'placeholder'
          ? name
          : 'label';
      return [[place, value as (typeof texts)['prompt']]];
    });

  it.each(TEMPLATE_KEYS.flatMap((key) => TONES.map((tone) => [key, tone] as const)))(
    '%s in the tone %s gives no hint in any language',
    (key, tone) => {
      const { questions, sections = [] } = fromTemplate(key, tone);
      const found: unknown[] = [];
      for (const locale of LOCALES) {
        const look = (text: string, options: PlainLanguageOptions) =>
          found.push(
            ...plainLanguageHints(text, locale, { tone, ...options }).map((hint) => ({ text, hint })),
          );
        for (const { kind, texts, options = [] } of questions) {
          for (const [place, text] of placesOf(texts)) look(text[locale], { kind, place });
          for (const option of options) look(option.text[locale], { kind, place: 'option' });
        }
        for (const { title, intro } of sections) {
          if (title) look(title[locale], { place: 'title' });
          if (intro) look(intro[locale], { place: 'intro' });
        }
      }
      expect(found).toEqual([]);
    },
  );
});

describe('any text at all', () => {
  it('is read quickly, and excerpts come from it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 500 }),
        fc.constantFrom(...LOCALES),
        (text, locale) => {
          for (const { code, excerpt } of plainLanguageHints(text, locale, { kind: 'csat', tone: 'usted' })) {
            expect(PLAIN_LANGUAGE_HINTS).toContain(code);
            expect(excerpt.length).toBeGreaterThan(0);
          }
        },
      ),
    );
    const started = performance.now();
    for (const filler of ['a y ', '¿?', 'A B ', 'no ', 'rápido y ', 'resolvió x y '])
      plainLanguageHints(filler.repeat(2000), 'es', { kind: 'csat' });
    expect(performance.now() - started).toBeLessThan(1500);
  });
});
