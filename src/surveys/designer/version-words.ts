/** The differences between two versions in words, for the page of a version and for the one that publishes. */
import type { Locale } from '../../kernel';
import type { SurveyDraft } from '../survey-shape';
import { type Differences, differencesOf, inUsualOrder } from './differences';
import type { DraftWords } from './draft-words';

/** Reworded texts shown per question. */
const SHOWN = 6;

/** @param words of the later version */
export function differencesModel(before: SurveyDraft, words: DraftWords) {
  const differences = differencesOf(before, words.draft);
  const titleOf = ({ prompt, key }: Differences['questions'][number]) =>
    words.named(words.own(prompt)) || words.say('designer.untitled') || key;
  return {
    same: differences.same,
    questions: differences.questions.map((one) => ({
      change: one.change,
      title: titleOf(one),
      settings:
        one.settings.length > 0
          ? words.sayList(one.settings.map((name) => `designer.setting_${name}`))
          : null,
      reworded: one.reworded.slice(0, SHOWN).map(({ locale, before: was, after }) => ({
        locale,
        language: words.say(`platform.language_${locale}`),
        before: words.named(was),
        after: words.named(after),
      })),
      more: Math.max(0, one.reworded.length - SHOWN),
    })),
    others: [
      ...(differences.reordered ? [words.say('designer.changed_order')] : []),
      ...(differences.sections ? [words.say('designer.changed_pages')] : []),
      ...languages(words, 'designer.language_added', differences.languagesAdded),
      ...languages(words, 'designer.language_removed', differences.languagesRemoved),
    ],
  };
}

function languages(words: DraftWords, key: string, locales: readonly Locale[]): string[] {
  if (locales.length === 0) return [];
  const names = words.sayList(inUsualOrder(locales).map((locale) => `platform.language_${locale}`));
  return [words.say(key, { languages: names })];
}
