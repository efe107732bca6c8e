/** What the designer's fields show: texts with what could be plainer in them, and conditions as rows to choose from. */
import type { Locale, Tone } from '../../kernel';
import type { Problems } from '../../platform/i18n';
import { plainLanguageHints, type TextPlace } from '../calc';
import type { DraftQuestion, DraftText } from '../survey-shape';
import { hasOptions } from '../survey-words';
import { type Logic, type Owner, questionsBefore, testsFor, valuesFor } from './draft-logic';
import type { DraftWords } from './draft-words';

export interface Choice {
  value: string;
  label: string;
}

export interface TextField {
  name: string;
  label: string;
  value: string;
  lang: Locale;
  maxlength: number;
  error?: string | undefined;
  /** In words, for the reader. */
  hints: string[];
}

/** What every field of an open thing needs to be shown. */
export class FieldModels {
  constructor(
    readonly words: DraftWords,
    readonly tone: Tone,
    private readonly problems: Problems | undefined,
  ) {}

  error(name: string): string | undefined {
    return this.problems?.byField[name];
  }

  /** @param path of the text in the open thing, `texts.prompt` */
  text(
    path: string,
    label: string,
    text: DraftText | undefined,
    maxlength: number,
    look: { place?: TextPlace; kind?: string } = {},
  ): TextField {
    const { author } = this.words;
    const name = `${path}.${author}`;
    const value = this.words.own(text);
    return {
      name,
      label,
      value,
      lang: author,
      maxlength,
      error: this.error(name),
      hints: hintsOf(this.words, value, author, { ...look, tone: this.tone }),
    };
  }

  /** @param path where the conditions stand in the form: `showIf`, `then.0.when` */
  logic(path: string, owner: Owner, logic: Logic | undefined) {
    const { words } = this;
    const before = questionsBefore(words.draft, owner);
    const owning = path.replace(/\.when$/, '');
    const questions = before.map((question) => this.choiceOf(question));
    const conditions = (logic?.conditions ?? []).map((condition, at) => {
      const name = `${path}.conditions.${at}`;
      const about = before.find(({ key }) => key === condition.question);
      const values = about ? valuesFor(about).map((value) => this.valueOf(about, value)) : [];
      const severally = condition.test === 'is_any' || condition.test === 'is_none';
      return {
        name,
        number: at + 1,
        question: condition.question,
        questions: about ? questions : [this.gone(condition.question), ...questions],
        test: condition.test,
        tests: (about ? testsFor(about) : []).map((test) => ({
          value: test,
          label: words.say(`designer.test_${test}`),
        })),
        value: condition.value === undefined ? undefined : String(condition.value),
        values: condition.value === undefined ? null : values,
        boxes: severally
          ? values.map((choice) => ({
              ...choice,
              checked: condition.values?.includes(choice.value) ?? false,
            }))
          : null,
        error: this.error(`${name}.question`) ?? this.error(name),
        // A way on without a condition would be no way: it is removed itself.
        remove:
          owner.type === 'jump' && logic?.conditions.length === 1 ? null : `condition:remove:${owning}:${at}`,
      };
    });
    return {
      path,
      match: logic?.match ?? 'all',
      matches: ['all', 'any'].map((value) => ({ value, label: words.say(`designer.match_${value}`) })),
      conditions,
      several: conditions.length > 1,
      possible: before.length > 0,
      add: conditions.length < 5 ? `condition:add:${owning}` : null,
    };
  }

  /** A question that was moved behind the condition that looks at it. */
  private gone(key: string): Choice {
    const question = this.words.draft.questions.find((one) => one.key === key);
    return { value: key, label: question ? this.choiceOf(question).label : this.words.say('designer.gone') };
  }

  private choiceOf(question: DraftQuestion): Choice {
    const number = this.words.draft.questions.indexOf(question) + 1;
    return { value: question.key, label: `${number}. ${this.words.short(question)}` };
  }

  private valueOf(question: DraftQuestion, value: string): Choice {
    const label = this.words.value(question, value);
    const word = this.words.own(question.texts.labels?.[value]);
    const both = !hasOptions(question.kind) && word !== '' && word !== label;
    return { value, label: both ? `${value} ${word}` : label };
  }
}

/** What could be plainer in a text, in the reader's words. */
export function hintsOf(
  words: DraftWords,
  text: string,
  locale: Locale,
  options: { kind?: string; place?: TextPlace; tone?: Tone },
): string[] {
  return plainLanguageHints(text, locale, options).map(({ code, excerpt }) =>
    words.say(`surveys.plain_${code}`, { excerpt }),
  );
}
