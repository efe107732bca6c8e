/** The staff pages of surveys: which there are, and what each version asks in each language. */
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { LOCALES, type Locale, pickText } from '../kernel';
import { errors, parseInput, zLocale } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages } from '../platform/views';
import { choicesOf, type Question } from './published-survey';
import { SurveyQueries, type SurveyLine, type SurveyVersionLine } from './surveys.queries';
import { Surveys } from './surveys.service';

const shownQuery = z.strictObject({
  version: z.coerce.number().int().min(1).optional(),
  language: zLocale.optional(),
});

interface Shown {
  survey: SurveyLine;
  line: SurveyVersionLine | undefined;
  language: Locale;
}

@Controller('surveys')
export class SurveysPagesController {
  constructor(
    private readonly surveys: Surveys,
    private readonly queries: SurveyQueries,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Policy({ permission: 'surveys.view' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const title = this.i18n.text(viewer.locale, 'surveys.title');
    return this.pages.html(request, 'surveys/list', { surveys: await this.queries.list() }, { title });
  }

  @Get(':id')
  @Policy({ permission: 'surveys.view' })
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { survey, line, language } = await this.shown(id, query, viewer);
    const published = line && (await this.surveys.version(line.versionId));
    const path = `/surveys/${survey.surveyId}`;
    const search = (locale: Locale) => `?version=${line?.version ?? ''}&language=${locale}`;
    const model = {
      name: survey.name,
      version: line?.version ?? null,
      previewHref: line ? `${path}/preview${search(language)}&device=phone` : null,
      pageLocale: viewer.locale,
      shownLocale: language,
      languages: LOCALES.map((locale) => ({
        locale,
        href: path + search(locale),
        active: locale === language,
      })),
      questions: published ? published.questions.map((question) => this.described(question, language)) : null,
      versions: survey.versions.map((version) => ({
        ...version,
        href: version.state === 'draft' ? null : `${path}?version=${version.version}&language=${language}`,
        shown: version === line,
      })),
    };
    return this.pages.html(request, 'surveys/one', model, { title: survey.name });
  }

  /** The version asked for, else the published one, else the newest that was. */
  private async shown(id: string, query: unknown, viewer: Viewer): Promise<Shown> {
    const { version, language = viewer.locale } = parseInput(shownQuery, query);
    const survey = /^\d{1,9}$/.test(id) ? await this.queries.one(Number(id)) : undefined;
    if (!survey) throw errors.not_found();
    const frozen = survey.versions.filter(({ state }) => state !== 'draft');
    const line =
      version === undefined
        ? (frozen.find(({ state }) => state === 'published') ?? frozen[0])
        : frozen.find((candidate) => candidate.version === version);
    if (version !== undefined && !line) throw errors.not_found();
    return { survey, line, language };
  }

  /** Texts as their author wrote them, with the names still in braces. */
  private described(question: Question, language: Locale) {
    const { texts, key, kind, subject, required } = question;
    const variants = [
      { when: 'high', text: texts.promptHigh },
      { when: 'low', text: texts.promptLow },
      { when: 'nobody', text: texts.promptWithoutEmployee },
    ];
    return {
      key,
      kind,
      subject,
      required,
      isEmployee: subject === 'employee',
      prompt: pickText(texts.prompt, language),
      hint: texts.hint ? pickText(texts.hint, language) : null,
      choices: choicesOf(question, language),
      variants: variants.flatMap(({ when, text }) =>
        text ? [{ when, text: pickText(text, language) }] : [],
      ),
    };
  }
}
