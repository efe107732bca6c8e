/**
 * Hints for authors whose questions could be plainer. They are hints: nothing is refused, and each names the words it is
 * about. What is looked for follows the practice of questionnaire design (Dillman, "Internet, Phone, Mail, and
 * Mixed-Mode Surveys"; plainlanguage.gov): short, one thing at a time, nothing suggested, nothing denied, nothing
 * absolute, everyday words, one tone.
 */
import type { Locale, Tone } from '../../kernel';
import { FAMILIAR_WORDS, PLAIN_WORDS, PORTUGUESE_TONES, TONE_WORDS } from './plain-words';

export const PLAIN_LANGUAGE_HINTS = [
  'too_long', 'double_question', 'leading', 'negation', 'absolute', 'jargon', 'mixed_tone', 'all_caps', 'question_mark',
] as const; // prettier-ignore
export type PlainLanguageCode = (typeof PLAIN_LANGUAGE_HINTS)[number];

export interface PlainLanguageHint {
  readonly code: PlainLanguageCode;
  /** The words it is about, as they stand in the text. */
  readonly excerpt: string;
}

/** Where a text stands. */
export type TextPlace = 'prompt' | 'hint' | 'title' | 'intro' | 'option' | 'label' | 'placeholder';

export interface PlainLanguageOptions {
  /** Kind of the question the text belongs to; absent: of none. */
  readonly kind?: string | undefined;
  /** `prompt` unless said. */
  readonly place?: TextPlace | undefined;
  /** How customers are addressed; absent: a text only has to agree with itself. */
  readonly tone?: Tone | undefined;
}

/** Words of the longest sentence, and characters of the whole text, that still read at a glance. */
const LENGTHS: Readonly<Record<TextPlace, { words: number; characters: number }>> = {
  prompt: { words: 20, characters: 120 },
  hint: { words: 25, characters: 200 },
  title: { words: 10, characters: 60 },
  intro: { words: 25, characters: 250 },
  option: { words: 10, characters: 60 },
  label: { words: 4, characters: 24 },
  placeholder: { words: 15, characters: 100 },
};
const EXCERPT = 60;
/** Kinds that are answered on a scale: a "no" in the question makes the scale a riddle. */
const RATED = ['csat', 'nps', 'ces', 'scale', 'thumbs'];
/** Kinds whose text may be a statement or the name of a topic. */
const STATEMENTS = ['scale', 'ces', 'expectation'];
const QUESTIONS: readonly TextPlace[] = ['prompt'];
const SENTENCES: readonly TextPlace[] = ['prompt', 'hint', 'title', 'intro'];

/** What could be plainer in a text of a survey; empty when nothing catches the eye. */
export function plainLanguageHints(
  text: string,
  locale: Locale,
  { kind, place = 'prompt', tone }: PlainLanguageOptions = {},
): PlainLanguageHint[] {
  const words = PLAIN_WORDS[locale];
  // Names that are filled in are no words of the author's.
  const plain = text.replace(/\{[^{}]*\}/g, 'N').trim();
  if (plain === '') return [];
  const asks = QUESTIONS.includes(place);
  const speaks = SENTENCES.includes(place);
  const leading = speaks ? found(words.leading, plain) : undefined;
  const excerpts: Partial<Record<PlainLanguageCode, string | undefined>> = {
    too_long: tooLong(plain, place),
    double_question: asks && kind !== 'expectation' ? doubleQuestion(plain, locale) : undefined,
    leading,
    negation:
      asks && kind !== undefined && RATED.includes(kind) && leading === undefined
        ? found(words.negations, plain)
        : undefined,
    absolute: speaks ? found(words.absolutes, plain) : undefined,
    jargon: found(words.jargon, plain),
    mixed_tone: mixedTone(plain, locale, tone),
    all_caps: shouting(plain),
    question_mark: asks ? questionMark(plain, locale, kind) : undefined,
  };
  return PLAIN_LANGUAGE_HINTS.flatMap((code) => {
    const excerpt = excerpts[code];
    return excerpt === undefined ? [] : [{ code, excerpt: shortened(excerpt) }];
  });
}

const kept = new Map<string, RegExp>();

/** The words of a list, whole, whatever stands before and after; `*` takes any ending. */
function pattern(list: string, frame: (group: string) => string = (group) => group): RegExp {
  const source = frame(`(?:${list.replaceAll('*', '\\p{L}*')})`);
  const known = kept.get(source) ?? new RegExp(`(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`, 'iu');
  kept.set(source, known);
  return known;
}

function found(list: string, text: string): string | undefined {
  return pattern(list).exec(text.replaceAll('’', "'"))?.[0];
}

function tooLong(text: string, place: TextPlace): string | undefined {
  const limit = LENGTHS[place];
  const sentences = text.split(/(?<=[.?!;:])\s+|\n+/);
  const longest = sentences.find((sentence) => sentence.split(/\s+/).length > limit.words);
  if (longest !== undefined) return longest;
  return text.length > limit.characters ? text : undefined;
}

/** Two question marks; or two aspects, two qualities, or two things somebody did, joined into one question. */
function doubleQuestion(text: string, locale: Locale): string | undefined {
  const { and, aspects, qualities } = PLAIN_WORDS[locale];
  if ((text.match(/\?/g) ?? []).length > 1) return text;
  const joins = `\\s+(?:${and})\\s+`;
  const little =
    '(?:(?:la|el|los|las|su|sus|tu|tus|muy|qué tan|tan|the|its|our|how|very|a|o|as|os|seu|sua|muito)\\s+)*';
  const joined = (list: string) =>
    pattern(list, (group) => `${group}(?:\\s*,\\s*${little}${group})*${joins}${little}${group}`).exec(
      text,
    )?.[0];
  return joined(aspects) ?? joined(qualities) ?? DEEDS[locale].exec(text)?.[0];
}

/** "¿Le escuchó y le resolvió…?": two finished deeds in one question. */
const DEEDS: Readonly<Record<Locale, RegExp>> = {
  es: /(?<!\p{L})(?:(?:le|te|lo|la|nos)\s+)?\p{L}{3,}(?:ó|amos|imos|aron|ieron)(?:\s+\p{L}+){0,3}\s+y\s+(?:(?:le|te|lo|la|se)\s+)?\p{L}{3,}(?:ó|amos|imos|aron|ieron)(?!\p{L})/iu,
  en: /(?<!\p{L})(?:listen|help|solve|explain|answer|call|greet|understand|understood)(?:e?d)?(?:\s+\p{L}+){0,3}\s+and\s+(?:listen|help|solve|explain|answer|call|greet|understand|understood)(?:e?d)?(?!\p{L})/iu,
  'pt-BR':
    /(?<!\p{L})(?:ouviu|ouvimos|escutou|resolveu|resolvemos|explicou|explicamos|atendeu|atendemos|ajudou|ajudamos|respondeu|entendeu|cumprimentou)(?:\s+\p{L}+){0,3}\s+e\s+(?:\p{L}+\s+)?(?:ouviu|ouvimos|escutou|resolveu|resolvemos|explicou|explicamos|atendeu|atendemos|ajudou|ajudamos|respondeu|entendeu|cumprimentou)(?!\p{L})/iu,
};

function mixedTone(text: string, locale: Locale, tone: Tone | undefined): string | undefined {
  if (locale === 'en') return undefined;
  if (locale === 'pt-BR') {
    const formal = found(PORTUGUESE_TONES.formal, text);
    return formal !== undefined && found(PORTUGUESE_TONES.plain, text) !== undefined ? formal : undefined;
  }
  const said = {
    usted: found(TONE_WORDS.usted, text),
    tu: found(TONE_WORDS.tu, text),
    vos: found(TONE_WORDS.vos, text),
    familiar: found(FAMILIAR_WORDS, text),
  };
  if (tone === 'usted') return said.tu ?? said.vos ?? said.familiar;
  if (tone === 'tu') return said.usted ?? said.vos;
  if (tone === 'vos') return said.usted ?? said.tu;
  const familiar = said.tu ?? said.vos ?? said.familiar;
  if (said.usted !== undefined && familiar !== undefined) return familiar;
  return said.tu !== undefined && said.vos !== undefined ? said.vos : undefined;
}

/** Two words in capitals in a row, or a long one; abbreviations are short and stand alone. */
function shouting(text: string): string | undefined {
  return /(?<!\p{L})(?:\p{Lu}{2,}(?:\s+\p{Lu}{2,})+|\p{Lu}{6,})(?!\p{L})/u.exec(text)?.[0];
}

function questionMark(text: string, locale: Locale, kind: string | undefined): string | undefined {
  if (locale === 'es' && text.includes('?') !== text.includes('¿')) return text;
  if (text.includes('?') || (kind !== undefined && STATEMENTS.includes(kind))) return undefined;
  const starts = new RegExp(`^(?:${PLAIN_WORDS[locale].interrogatives})(?!\\p{L})`, 'iu');
  return starts.test(text) ? text : undefined;
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length <= EXCERPT
    ? text
    : `${letters
        .slice(0, EXCERPT - 1)
        .join('')
        .trimEnd()}…`;
}
