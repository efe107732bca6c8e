/** The page of comments: the newest first, what was searched for marked, and the themes each of them is about. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { pickText } from '../../kernel';
import { I18n } from '../../platform/i18n';
import { type ListedResponse, ResponseQueries, rowModel, wordsFor } from '../../responses';
import { Surveys } from '../../surveys';
import { wantedOf } from '../themes/theme-definition';
import { type Theme, Themes } from '../themes/themes.service';
import type { Visible } from './comment-filters';
import { addressOf, CommentChoice, cursorOf } from './comment-choice';
import { languageOf } from './comment-index';
import { CommentQueries } from './comments.queries';
import { holds, marked } from './marked';
import { both, type Phrase, type WantedWords } from './matching';
import { LONGEST_SEARCH, readSearch } from './search-words';
import { wordsOf } from './words';

const PAGE_SIZE = 25;
/** Counted exactly up to here: beyond it, that there are more is all that matters. */
const MOST_COUNTED = 1000;

@Injectable()
export class CommentsPage {
  constructor(
    private readonly queries: CommentQueries,
    private readonly choices: CommentChoice,
    private readonly themes: Themes,
    private readonly responses: ResponseQueries,
    private readonly surveys: Surveys,
    private readonly i18n: I18n,
  ) {}

  async model(viewer: Viewer, query: unknown) {
    const words = wordsFor(viewer, this.i18n);
    const themes = await this.themes.current();
    const named = themes.map(({ key, names }) => ({ value: key, label: pickText(names, words.locale) }));
    const choice = await this.choices.stream(viewer, query, named);
    const { visible, theme, search, before, kept, form, ...filters } = choice;
    const wanted = wantedWords(
      search,
      themes.find(({ key }) => key === theme),
    );
    const wantedFilters = { ...filters, ...(wanted && { wanted }) };
    const found = await this.queries.newest(visible, wantedFilters, before, PAGE_SIZE + 1);
    const count = await this.queries.count(visible, wantedFilters, MOST_COUNTED + 1);
    const shown = found.slice(0, PAGE_SIZE);
    const last = shown.at(-1);
    const listed = await this.responses.several(shown.map(({ responseId }) => responseId));
    const sought = theme === undefined ? themes : themes.filter(({ key }) => key !== theme);
    return {
      title: words.text('comments.title'),
      search,
      searchLength: LONGEST_SEARCH,
      form,
      chosen: form.filter(({ chosen }) => chosen).length,
      filtered: kept.length > 0,
      count:
        count > MOST_COUNTED
          ? words.text('comments.count_more', { count: MOST_COUNTED })
          : words.text('comments.count', { count }),
      rows: await Promise.all(
        listed.map(async (response) => ({
          ...rowModel(seenBy(visible, response), await this.surveys.version(response.surveyVersionId), words),
          linked: viewer.can('responses.view'),
          named: viewer.scopeOf('answers.view') !== 'own',
          language: response.locale,
          ...this.saidModel(response, wanted, sought, kept, viewer),
        })),
      ),
      newestHref: before ? addressOf('/comments', kept) : undefined,
      olderHref:
        found.length > PAGE_SIZE && last
          ? addressOf('/comments', [...kept, ['before', cursorOf(last)]])
          : undefined,
    };
  }

  /** The words in pieces, and the themes they are about. */
  private saidModel(
    response: ListedResponse,
    wanted: WantedWords | undefined,
    themes: readonly Theme[],
    kept: readonly (readonly [string, string])[],
    { locale }: Viewer,
  ) {
    const language = languageOf(response.locale);
    const texts = response.texts.flatMap(({ kind, text }) =>
      kind === 'text' && text !== null ? [text] : [],
    );
    const phrases: readonly Phrase[] = wanted?.[language]?.all.flat() ?? [];
    const words = texts.map((text) => wordsOf(text, language));
    const others = kept.filter(([name]) => name !== 'theme');
    return {
      texts: texts.map((text) => marked(text, language, phrases)),
      themes: themes
        .filter((theme) => {
          const own = wantedOf(theme)[language];
          const stands = (phrase: Phrase) => words.some((text) => holds(text, phrase));
          return own !== undefined && own.all.every((group) => group.some(stands)) && !own.none.some(stands);
        })
        .map(({ key, names }) => ({
          name: pickText(names, locale),
          href: addressOf('/comments', [...others, ['theme', key]]),
        })),
    };
  }
}

/** What the search box and the theme ask for together; undefined when neither does. */
function wantedWords(search: string, theme: Theme | undefined): WantedWords | undefined {
  const searched = readSearch(search);
  if (!theme) return searched;
  return searched ? both(searched, wantedOf(theme)) : wantedOf(theme);
}

/** Without the ratings of colleagues whose answers the reader may not see. */
function seenBy(visible: Visible, response: ListedResponse): ListedResponse {
  if (visible === 'all') return response;
  const seen = response.employees
    .filter(({ id }) => visible.includes(id))
    .map(({ externalId }) => externalId);
  return {
    ...response,
    ratings: response.ratings.filter(
      ({ aboutExternalId }) => aboutExternalId === null || seen.includes(aboutExternalId),
    ),
  };
}
