/** A draft in words: what its questions are called, and what its conditions say, in the language of the reader. */
import type { Locale } from '../../kernel';
import type { I18n } from '../../platform/i18n';
import { languagesOf } from '../completing';
import type { DraftQuestion, DraftText, SurveyDraft } from '../survey-shape';
import { fillText, hasOptions } from '../survey-words';
import { type Condition, type DraftSection, type Jump, type Logic, valuesFor } from './draft-logic';

/** Characters of a question's words where they stand for the question. */
const SHORT = 60;

export class DraftWords {
  /** The language the survey is written in first. */
  readonly author: Locale;

  /**
   * @param locale of the reader
   * @param tag the same with its region, as `Intl` takes it
   */
  constructor(
    readonly draft: SurveyDraft,
    private readonly i18n: I18n,
    readonly locale: Locale,
    private readonly tag: string = locale,
  ) {
    this.author = languagesOf(draft)[0] ?? 'es';
  }

  say(key: string, params?: Record<string, string | number>): string {
    return this.i18n.text(this.locale, key, params);
  }

  /** A text in the author's language. */
  own(text: DraftText | undefined): string {
    return text?.[this.author] ?? '';
  }

  /** The question's words; empty while nobody wrote them. */
  prompt(question: DraftQuestion): string {
    return this.named(this.own(question.texts.prompt));
  }

  /** A text with readable names in place of those in braces. */
  named(text: string): string {
    return fillText(text, {
      employee: this.say('designer.blank_employee'),
      name: this.say('designer.blank_name'),
      organization: this.say('designer.blank_organization'),
    });
  }

  /** The same, shortened; or that there are none yet. */
  short(question: DraftQuestion): string {
    const words = this.prompt(question) || this.say('designer.untitled');
    return words.length > SHORT ? `${words.slice(0, SHORT - 1).trimEnd()}…` : words;
  }

  /** `Page 2`, with its title when it has one. */
  section(key: string): string {
    const at = (this.draft.sections ?? []).findIndex((section) => section.key === key);
    const title = this.own(this.draft.sections?.[at]?.title);
    const page = this.say('designer.page_number', { number: at + 1 });
    return title ? `${page}: ${title}` : page;
  }

  /** A value that can be answered, as it is shown to the one who answers. */
  value(question: DraftQuestion, value: string): string {
    if (hasOptions(question.kind)) {
      const option = question.options?.find(({ key }) => key === value);
      return this.own(option?.text) || this.say('designer.option_untitled');
    }
    const word = this.own(question.texts.labels?.[value]);
    return question.kind === 'thumbs' && word ? word : value;
  }

  /** `Only if “How well…?” is 1 or 2` */
  onlyIf(logic: Logic): string {
    return this.say('designer.only_if', { conditions: this.conditions(logic) });
  }

  /** `If “…” is 9 or more, go to Page 3` */
  way({ when, goTo }: Jump): string {
    const conditions = this.conditions(when);
    return goTo === 'end'
      ? this.say('designer.way_end', { conditions })
      : this.say('designer.way', { conditions, section: this.section(goTo) });
  }

  /** Everything said about when a section is shown and what comes after it. */
  waysOf({ showIf, then = [] }: DraftSection): string[] {
    return [...(showIf ? [this.onlyIf(showIf)] : []), ...then.map((jump) => this.way(jump))];
  }

  /** Several messages as one list: `a, b and c`. */
  sayList(keys: readonly string[]): string {
    return this.list(
      keys.map((key) => this.say(key)),
      false,
    );
  }

  private conditions({ match, conditions }: Logic): string {
    return this.list(
      conditions.map((condition) => this.condition(condition)),
      match === 'any',
    );
  }

  private condition({ question: key, test, value, values = [] }: Condition): string {
    const about = this.draft.questions.find((one) => one.key === key);
    const question = about ? this.short(about) : this.say('designer.untitled');
    const named = (one: string) => (about ? this.value(about, one) : one);
    const known = about ? valuesFor(about).filter((one) => values.includes(one)) : values;
    return this.say(`designer.if_${test}`, {
      question,
      value: value === undefined ? '' : named(String(value)),
      values: this.list(known.map(named), true),
    });
  }

  private list(items: readonly string[], either: boolean): string {
    const type = either ? 'disjunction' : 'conjunction';
    return new Intl.ListFormat(this.tag, { type }).format(items);
  }
}
