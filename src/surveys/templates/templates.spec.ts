import { LOCALES, TONES } from '../../kernel';
import { completed } from '../completing';
import { DEFAULT_SURVEY } from '../default-survey';
import { fromTemplate, TEMPLATE_KEYS } from './index';

/** Every text of a definition with the path to it. */
function textsOf(value: unknown, path = ''): { path: string; texts: Record<string, string> }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('es' in value) return [{ path, texts: value as Record<string, string> }];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${path}/${key}`));
}

/** Words that give away another tone; Spanish has few that need no context, and these are the common ones. */
const words = (list: string) => new RegExp(String.raw`(?<!\p{L})(${list})(?!\p{L})`, 'iu');
const USTED = words('usted|su|le|marque|piense|cuéntenos|responda|describa');
const TU = words('tú|ti|quieres|piensa|marca|cuéntanos|prefieres|confías|escribes|describe|responde');
const TU_OR_VOS = words('te|tu');
const VOS = words('vos|querés|pensá|marcá|contanos|preferís|confiás|esperás|escribís|describí|respondé');

describe.each(TEMPLATE_KEYS)('the template %s', (key) => {
  it.each(TONES)('can be published in the tone %s, in every language', (tone) => {
    const definition = fromTemplate(key, tone);
    expect(completed(definition)).toEqual(definition);
    for (const locale of LOCALES) {
      expect(completed({ ...definition, languages: [locale] }).languages).toEqual([locale]);
    }
  });

  it.each([
    ['usted', TU, TU_OR_VOS, VOS],
    ['tu', USTED, VOS],
    ['vos', USTED, TU],
  ] as const)('keeps to the tone %s', (tone, ...others) => {
    for (const { path, texts } of textsOf(fromTemplate(key, tone))) {
      for (const other of others)
        expect({ path, es: texts['es'] }).not.toEqual({ path, es: expect.stringMatching(other) });
    }
  });

  it('says something in every language, and asks nobody by a name when nobody in particular served', () => {
    const { questions } = fromTemplate(key, 'usted');
    for (const { path, texts } of textsOf(questions)) {
      expect({ path, empty: LOCALES.filter((locale) => !texts[locale]?.trim()) }).toEqual({
        path,
        empty: [],
      });
    }
    for (const { texts } of questions) {
      const named = [texts.prompt, texts.promptHigh, texts.promptLow].some((text) =>
        text?.es.includes('{employee}'),
      );
      expect({ named, other: texts.promptWithoutEmployee !== undefined }).toEqual({ named, other: named });
    }
  });
});

it('an empty installation asks what the template for after a contact asks', () => {
  expect(DEFAULT_SURVEY).toEqual(fromTemplate('post_contact', 'usted'));
});
