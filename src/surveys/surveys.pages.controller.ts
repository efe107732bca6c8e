/** The staff pages of surveys: which there are, and what each version asks in each language. */
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { type Locale, pickText } from '../kernel';
import { errors, parseInput, zLocale } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages } from '../platform/views';
import { DEFAULT_SURVEY_KEY } from './default-survey';
import { DraftWords } from './designer/draft-words';
import { SurveyDesk, type VersionContent } from './designer/survey-desk.service';
import { surveyIdOf } from './designer/survey-id';
import { differencesModel } from './designer/version-words';
import { choicesOf, type PublishedSurvey, type Question, type Section } from './published-survey';
import { SurveyQueries, type SurveyLine, type SurveyVersionLine } from './surveys.queries';
import { Surveys } from './surveys.service';

const shownQuery = z.strictObject({
  version: z.coerce.number().int().min(1).optional(),
  language: zLocale.optional(),
});

@Controller('surveys')
export class SurveysPagesController {
  constructor(
    private readonly surveys: Surveys,
    private readonly desk: SurveyDesk,
    private readonly queries: SurveyQueries,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Policy({ permission: 'surveys.view' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const title = this.i18n.text(viewer.locale, 'surveys.title');
    const surveys = (await this.queries.list()).map((survey) => {
      const { published, draft, versions } = statesOf(survey);
      return {
        surveyId: survey.surveyId,
        name: survey.name,
        published: published?.version,
        publishedAt: published?.publishedAt,
        draft: draft?.version,
        isRetired: !published && versions.some(({ state }) => state === 'retired'),
        isDefault: survey.key === DEFAULT_SURVEY_KEY,
        versions: versions.filter(({ state }) => state !== 'draft').length,
        answers: versions.reduce((sum, { answers }) => sum + answers, 0),
      };
    });
    const model = { surveys, canManage: viewer.can('surveys.manage') };
    return this.pages.html(request, 'surveys/list', model, { title });
  }

  @Get(':id')
  @Policy({ permission: 'surveys.view' })
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const asked = parseInput(shownQuery, query);
    const survey = await this.queries.one(surveyIdOf(id));
    if (!survey) throw errors.not_found();
    const { published, draft, versions } = statesOf(survey);
    const frozen = versions.filter(({ state }) => state !== 'draft');
    const line =
      asked.version === undefined
        ? (published ?? frozen[0])
        : frozen.find(({ version }) => version === asked.version);
    if (asked.version !== undefined && !line) throw errors.not_found();
    const shown = line && (await this.surveys.version(line.versionId));
    const spoken = shown?.languages ?? [];
    const wanted = asked.language ?? viewer.locale;
    const language = spoken.includes(wanted) ? wanted : (spoken[0] ?? viewer.locale);
    const path = `/surveys/${survey.surveyId}`;
    const search = (locale: Locale) => `?version=${line?.version ?? ''}&language=${locale}`;
    const contents = await this.desk.versions(survey.surveyId);
    const model = {
      surveyId: survey.surveyId,
      name: survey.name,
      canManage: viewer.can('surveys.manage'),
      canDiscard: draft !== undefined,
      canRetire: published !== undefined && survey.key !== DEFAULT_SURVEY_KEY,
      draft: draft?.version,
      neverPublished: frozen.length === 0,
      version: line?.version,
      isCurrent: line !== undefined && line === published,
      previewHref: line
        ? `${path}/preview${search(language)}&device=phone`
        : `${path}/preview?version=${draft?.version ?? 1}&device=phone`,
      exportHref: `${path}/export.json?version=${line?.version ?? draft?.version ?? 1}`,
      pageLocale: viewer.locale,
      shownLocale: language,
      languages: spoken.map((locale) => ({
        locale,
        href: path + search(locale),
        active: locale === language,
      })),
      manyLanguages: spoken.length > 1,
      pages: shown ? this.described(shown, contents, line, language, viewer) : null,
      differences: this.differences(contents, line, viewer),
      versions: versions.map((version) => ({
        ...version,
        href: version.state === 'draft' ? null : `${path}?version=${version.version}&language=${language}`,
        shown: version === line,
      })),
    };
    return this.pages.html(request, 'surveys/one', model, { title: survey.name });
  }

  /** What a version changed against the one before it. */
  private differences(
    contents: readonly VersionContent[],
    line: SurveyVersionLine | undefined,
    viewer: Viewer,
  ) {
    const content = contents.find(({ versionId }) => versionId === line?.versionId);
    const before = content && contents.find(({ version }) => version < content.version);
    if (!content || !before) return null;
    const words = this.words(content, viewer);
    return { before: before.version, ...differencesModel(before.definition, words) };
  }

  private words({ definition }: VersionContent, viewer: Viewer): DraftWords {
    return new DraftWords(definition, this.i18n, viewer.locale, this.i18n.formatsFor(viewer.locale).tag);
  }

  /** Page by page, in texts as their author wrote them. */
  private described(
    survey: PublishedSurvey,
    contents: readonly VersionContent[],
    line: SurveyVersionLine | undefined,
    language: Locale,
    viewer: Viewer,
  ) {
    const content = contents.find(({ versionId }) => versionId === line?.versionId);
    const words = content && this.words(content, viewer);
    const draftSection = (key: string) => content?.definition.sections?.find((one) => one.key === key);
    let number = 0;
    return survey.sections.map((section: Section) => {
      const ways = draftSection(section.key);
      return {
        title: section.key === '' ? null : words?.section(section.key),
        intro: section.intro ? pickText(section.intro, language) : null,
        ways: ways && words ? words.waysOf(ways) : [],
        first: number + 1,
        questions: section.questions.map((question) => {
          number += 1;
          const onlyIf =
            question.showIf && words?.draft.questions.find(({ key }) => key === question.key)?.showIf;
          return {
            number,
            onlyIf: onlyIf ? words?.onlyIf(onlyIf) : null,
            ...this.question(question, language, (text) => words?.named(text) ?? text),
          };
        }),
      };
    });
  }

  /** @param named puts readable names in place of those in braces */
  private question(question: Question, language: Locale, named: (text: string) => string) {
    const { texts, key, kind, subject, required, options } = question;
    const variants = [
      { when: 'high', text: texts.promptHigh },
      { when: 'low', text: texts.promptLow },
      { when: 'nobody', text: texts.promptWithoutEmployee },
    ];
    const choices = choicesOf(question, language);
    return {
      key,
      kind,
      subject,
      required,
      isEmployee: subject === 'employee',
      prompt: named(pickText(texts.prompt, language)),
      hint: texts.hint ? named(pickText(texts.hint, language)) : null,
      // Of a long scale only the values that have a word.
      choices: choices.filter(({ label }) => choices.length <= 5 || label !== ''),
      options: options.map(({ text }) => pickText(text, language)),
      variants: variants.flatMap(({ when, text }) =>
        text ? [{ when, text: named(pickText(text, language)) }] : [],
      ),
    };
  }
}

function statesOf({ versions }: SurveyLine) {
  return {
    versions,
    published: versions.find(({ state }) => state === 'published'),
    draft: versions.find(({ state }) => state === 'draft'),
  };
}
