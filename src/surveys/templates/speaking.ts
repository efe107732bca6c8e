/** How a template speaks: every text in three languages, the Spanish ones in the tone the organization keeps. */
import type { LocaleText, Tone } from '../../kernel';

/** One Spanish text for every tone, or one for each. */
type Spanish = string | Readonly<Record<Tone, string>>;

/** A text in the tone of the survey: Spanish, English, Brazilian Portuguese. */
export type Say = (es: Spanish, en: string, pt: string) => LocaleText;

export function speaking(tone: Tone): Say {
  return (es, en, pt) => ({ es: typeof es === 'string' ? es : es[tone], en, 'pt-BR': pt });
}

/** Spanish by tone; where `vos` sounds like `tú`, the third is left out. */
export function by(usted: string, tu: string, vos: string = tu): Readonly<Record<Tone, string>> {
  return { usted, tu, vos };
}
