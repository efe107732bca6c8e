/** The page on which a theme is changed: its lists as typed, what they would find lately, and what holds so far. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, LOCALES, type Locale, pickText } from '../../kernel';
import { Visibility } from '../../organization';
import type { DomainError } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { ResponseQueries } from '../../responses';
import type { CommentFilters, Visible } from '../comments/comment-filters';
import { languageOf } from '../comments/comment-index';
import { CommentQueries } from '../comments/comments.queries';
import { marked } from '../comments/marked';
import { Scores } from '../scores.service';
import { type ThemeDefinition, wantedOf } from './theme-definition';
import { type Theme, Themes } from './themes.service';

/** What a changed list would find is looked for in so many days. */
const DAYS_TRIED = 90;
const EXAMPLES = 5;
/** Looked at in full up to here. */
const MOST_COMPARED = 20_000;

const NOTHING: ThemeDefinition = {
  names: { es: '', en: '', 'pt-BR': '' },
  phrases: { es: [], en: [], 'pt-BR': [] },
};

export interface TypedTheme extends ThemeDefinition {
  /** The version that the change was made on. */
  readonly base: number;
}

/** What a form was sent with: one phrase per line, blank lines and repeated ones left out. */
export function themeIn(body: Readonly<Record<string, unknown>>): TypedTheme {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const phrases = (locale: Locale) => {
    const lines = text(`phrases.${locale}`)
      .slice(0, 20_000)
      .split('\n')
      .map((line) => line.trim().replaceAll(/\s+/g, ' '));
    return [...new Set(lines)].filter((line) => line !== '');
  };
  const each = <T>(read: (locale: Locale) => T) =>
    Object.fromEntries(LOCALES.map((locale) => [locale, read(locale)])) as Record<Locale, T>;
  return {
    names: each((locale) => text(`names.${locale}`).trim()),
    phrases: each(phrases),
    base: /^\d{1,9}$/.test(text('base')) ? Number(text('base')) : 0,
  };
}

@Injectable()
export class ThemeForm {
  constructor(
    private readonly themes: Themes,
    private readonly queries: CommentQueries,
    private readonly responses: ResponseQueries,
    private readonly visibility: Visibility,
    private readonly scores: Scores,
    private readonly i18n: I18n,
  ) {}

  /** @param theme undefined for a new one @param typed what stands in the form, if it was sent */
  async model(viewer: Viewer, theme: Theme | undefined, typed?: TypedTheme, problem?: DomainError) {
    const { locale } = viewer;
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, key, params);
    const shown = typed ?? { ...(theme ?? NOTHING), base: theme?.version ?? 0 };
    const history = theme ? await this.themes.history(theme.key) : [];
    const names = await this.responses.namesOf(history.flatMap(({ decidedBy }) => decidedBy ?? []));
    return {
      title: theme ? pickText(theme.names, locale) : say('comments.theme_new'),
      action: `/themes/${theme?.key ?? 'new'}`,
      isNew: theme === undefined,
      retired: theme?.retired ?? false,
      base: shown.base,
      languages: LOCALES.map((language) => ({
        locale: language,
        label: say(`comments.language_${language}`),
        name: shown.names[language],
        nameLabel: say('comments.theme_name_in', { language: say(`comments.language_${language}`) }),
        phrases: shown.phrases[language].join('\n'),
        phrasesLabel: say('comments.theme_phrases_in', { language: say(`comments.language_${language}`) }),
      })),
      problems: problem && this.problems(problem, locale),
      tried: await this.tried(viewer, theme, shown),
      history: history.map(({ version, decidedBy, decidedAt, phrases, retired }) => ({
        version,
        shipped: version === 0,
        by: decidedBy === null ? undefined : (names.get(decidedBy) ?? say('responses.by_other')),
        at: decidedAt,
        retired,
        phrases: LOCALES.reduce((sum, language) => sum + phrases[language].length, 0),
      })),
    };
  }

  /** What the list as typed finds in the last days, and how that differs from the one that holds. */
  private async tried(viewer: Viewer, theme: Theme | undefined, typed: TypedTheme) {
    const today = await this.scores.today();
    const visible = await this.visibility.employeeIds(viewer, 'answers.view', today);
    const period = { from: addDays(today, 1 - DAYS_TRIED), to: addDays(today, 1) };
    const now = await this.found(visible, { period, wanted: wantedOf(typed) });
    const before = theme ? await this.found(visible, { period, wanted: wantedOf(theme) }) : now;
    const total = await this.queries.count(visible, { period }, MOST_COMPARED * 10);
    const [held, holds] = [new Set(before), new Set(now)];
    const gained = now.filter((id) => !held.has(id));
    const lost = before.filter((id) => !holds.has(id));
    const differs = gained.length + lost.length > 0;
    const { locale } = viewer;
    return {
      sentence: this.i18n.text(locale, 'comments.theme_finds', {
        count: now.length,
        total,
        days: DAYS_TRIED,
      }),
      change: differs
        ? this.i18n.text(locale, 'comments.theme_differs', { gained: gained.length, lost: lost.length })
        : undefined,
      gained: await this.examples(gained, typed),
      lost: theme ? await this.examples(lost, theme) : [],
      same: differs ? [] : await this.examples(now, typed),
    };
  }

  private async found(visible: Visible, filters: CommentFilters): Promise<string[]> {
    const found = await this.queries.newest(visible, filters, null, MOST_COMPARED);
    return found.map(({ responseId }) => responseId);
  }

  private async examples(ids: readonly string[], definition: ThemeDefinition) {
    const wanted = wantedOf(definition);
    const responses = await this.responses.several(ids.slice(0, EXAMPLES));
    return responses.map(({ id, locale, texts, countingDay }) => {
      const language = languageOf(locale);
      const phrases = wanted[language]?.all.flat() ?? [];
      const written = texts.flatMap(({ kind, text }) => (kind === 'text' && text !== null ? [text] : []));
      return {
        href: `/responses/${id}`,
        language,
        day: countingDay,
        pieces: marked(written.join('\n'), language, phrases),
      };
    });
  }

  /** A fault in one line leads to the field it stands in. */
  private problems(problem: DomainError, locale: Locale) {
    const labels: Record<string, string> = {};
    for (const language of LOCALES) {
      const named = { language: this.i18n.text(locale, `comments.language_${language}`) };
      labels[`names.${language}`] = this.i18n.text(locale, 'comments.theme_name_in', named);
      const phrases = this.i18n.text(locale, 'comments.theme_phrases_in', named);
      labels[`phrases.${language}`] = phrases;
      for (let line = 0; line < 100; line += 1)
        labels[`phrases.${language}.${line}`] = this.i18n.text(locale, 'comments.theme_line', {
          phrases,
          line: line + 1,
        });
    }
    const problems = problemsOf(problem, this.i18n, locale, labels);
    return {
      ...problems,
      list: problems.list.map((one) => ({
        ...one,
        href: one.href.replace(/^(#field-phrases\.[\w-]+)\.\d+$/, '$1'),
      })),
    };
  }
}
