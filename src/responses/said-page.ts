/** What a response says, of every kind of question, in the reader's words: asked, answered, and about whom. */
import { type LocaleText, pickText } from '../kernel';
import { choicesOf, moodOf, type PublishedSurvey, type Question } from '../surveys';
import type { Words } from './words';
import type { ListedAnswer, Said } from './said.queries';

/** The rating that stands for a response in a list: the first about the employee, else the first of all. */
export function leadRating({ ratings }: Said, survey: PublishedSurvey, words: Words) {
  const found = ratings.filter(({ part }) => part !== 'expected');
  const lead = found.find(({ subject }) => subject === 'employee') ?? found[0];
  return lead && ratingModel(lead, survey, words);
}

/** Everything, in the order of the survey: ratings and choices as lines, words as quotes. */
export function saidModel(said: Said, survey: PublishedSurvey, words: Words) {
  const lines = survey.questions.flatMap((question) => linesOf(question, said, survey, words));
  const texts = said.texts
    .filter(({ kind }) => kind === 'text')
    .map(({ key, text }) => ({ prompt: promptIn(survey, key, words), text: text ?? undefined }));
  return lines.length + texts.length > 0 ? { lines, texts } : undefined;
}

function linesOf(question: Question, said: Said, survey: PublishedSurvey, words: Words) {
  const prompt = promptIn(survey, question.key, words);
  const forEmployee = question.subject === 'employee';
  const rated = said.ratings
    .filter(({ key }) => questionKey(key) === question.key)
    .map((rating) => ({
      prompt,
      forEmployee,
      about: aboutOf(rating, question, words),
      rating: ratingModel(rating, survey, words),
    }));
  const chosen = said.choices.filter(({ key }) => key === question.key).map(({ choice }) => choice);
  if (chosen.length === 0) return rated;
  const options = question.options
    .filter(({ key }) => chosen.includes(key))
    .map(({ text }) => pickText(text, words.locale));
  const other = said.texts.find(({ key, kind }) => key === question.key && kind !== 'text');
  return [
    ...rated,
    {
      prompt,
      forEmployee,
      chosen: words.list(options),
      other: other ? (other.text ?? undefined) : undefined,
    },
  ];
}

/** Which half of a pair, or whom of several. */
function aboutOf({ part, aboutName }: ListedAnswer, { texts }: Question, words: Words): string | undefined {
  const half: LocaleText | undefined = part === '' ? undefined : texts[part];
  if (part !== '') return half ? pickText(half, words.locale) : words.text(`responses.${part}`);
  return aboutName === null ? undefined : words.text('responses.about_person', { name: aboutName });
}

function ratingModel(rating: ListedAnswer, survey: PublishedSurvey, words: Words) {
  const question = survey.questions.find(({ key }) => key === questionKey(rating.key));
  const label =
    question && choicesOf(question, words.locale).find(({ value }) => value === rating.rating)?.label;
  const min = rating.min ?? 1;
  const max = rating.max ?? 5;
  const low = moodOf({ kind: rating.kind, rating: rating.rating, min, max }) === 'low';
  return { value: rating.rating, max, label, care: low && rating.part !== 'expected' };
}

/** Staff read what was asked in general: the names are beside it. */
function promptIn(survey: PublishedSurvey, key: string, words: Words): string {
  const question = survey.questions.find((one) => one.key === questionKey(key));
  const text =
    question && pickText(question.texts.promptWithoutEmployee ?? question.texts.prompt, words.locale);
  return text && !text.includes('{') ? text : words.text('responses.question_named', { key });
}

/** The halves of a pair have rows of their own behind a dot. */
const questionKey = (key: string): string => key.split('.')[0] ?? key;
