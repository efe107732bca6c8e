import { DEFAULT_SURVEY } from '../default-survey';
import type { SurveyDraft } from '../survey-shape';
import { addQuestion, moveQuestion, removeQuestion } from './draft-edits';
import { differencesOf } from './differences';

const before: SurveyDraft = DEFAULT_SURVEY;

describe('the differences between two versions', () => {
  it('of a version and its copy there are none', () => {
    expect(differencesOf(before, structuredClone(before))).toMatchObject({ same: true, questions: [] });
    expect(differencesOf(before, { ...before, languages: ['es', 'en', 'pt-BR'] }).same).toBe(true);
  });

  it('name what was added, removed, reworded and set differently', () => {
    const [rating] = before.questions;
    const after = removeQuestion(addQuestion(before, 'text').draft, 'process');
    after.questions[0] = {
      ...rating!,
      required: false,
      texts: { ...rating!.texts, prompt: { ...rating!.texts.prompt, en: 'How was it?' } },
    };
    const { questions, same, reordered } = differencesOf(before, after);
    expect([same, reordered]).toEqual([false, false]);
    expect(questions.map(({ key, change, settings }) => [key, change, settings])).toEqual([
      ['rating', 'changed', ['required']],
      ['comment_2', 'added', []],
      ['process', 'removed', []],
    ]);
    expect(questions[0]?.reworded).toEqual([
      { locale: 'en', before: 'How well did {employee} help you?', after: 'How was it?' },
    ]);
  });

  it('tell another order and other languages apart from other words', () => {
    const moved = differencesOf(before, moveQuestion(before, 'comment', 'up'));
    expect(moved).toMatchObject({ reordered: true, questions: [], same: false });
    const languages = differencesOf({ ...before, languages: ['es'] }, { ...before, languages: ['es', 'en'] });
    expect(languages).toMatchObject({ languagesAdded: ['en'], languagesRemoved: [], questions: [] });
  });
});
