/** Whether a survey addresses customers as the organization does: its texts are its author's own and follow nobody. */
import type { Tone } from '../kernel';
import { plainLanguageHints } from './calc';
import type { PublishedSurvey } from './published-survey';

/** The first words of the survey's Spanish texts that are of another tone; undefined when there are none. */
export function otherTone(survey: PublishedSurvey, tone: Tone): string | undefined {
  if (!survey.languages.includes('es')) return undefined;
  const texts = [
    ...survey.sections.flatMap(({ title, intro }) => [title?.es, intro?.es]),
    ...survey.questions.flatMap(({ texts: { labels = {}, ...own }, options }) => [
      ...Object.values(own).map((text) => text.es),
      ...Object.values(labels).map((label) => label.es),
      ...options.map(({ text }) => text.es),
    ]),
  ];
  for (const text of texts) {
    const [hint] = plainLanguageHints(text ?? '', 'es', { tone }).filter(({ code }) => code === 'mixed_tone');
    if (hint) return hint.excerpt;
  }
  return undefined;
}
