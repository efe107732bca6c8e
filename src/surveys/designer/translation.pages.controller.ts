/** Translating a draft: its texts side by side, those that are missing marked and counted, each saved by itself. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { type Locale } from '../../kernel';
import { DomainError, errors, parseInput, zLocale } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, SettingsStore, type SeeOther, seeOther } from '../../platform/views';
import { languagesOf } from '../completing';
import { surveyErrors } from '../surveys.errors';
import { type Fields, openOf } from './draft-form';
import { DraftWords } from './draft-words';
import { hintsOf } from './field-models';
import { faultsByField } from './missing';
import { SurveyDesk, type VersionContent } from './survey-desk.service';
import { surveyIdOf } from './survey-id';
import { countMissing, translatedThings, withTranslations } from './translating';

const zQuery = z.strictObject({ language: zLocale.optional(), show: z.enum(['missing']).optional() });
type Shown = z.output<typeof zQuery>;
const zForm = z.looseObject({
  edits: z.coerce.number().int().min(0),
  /** The question or section whose texts these are: `q-rating`. */
  panel: z.string().max(64),
  language: z.union([z.literal(''), zLocale]).optional(),
  show: z.enum(['', 'missing']).optional(),
});

@Controller('surveys/:id/translate')
export class TranslationPagesController {
  constructor(
    private readonly desk: SurveyDesk,
    private readonly settings: SettingsStore,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'surveys.manage' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const surveyId = surveyIdOf(id);
    const versions = await this.desk.versions(surveyId);
    if (versions.length === 0) throw errors.not_found();
    const content = versions.find(({ state }) => state === 'draft');
    if (!content) return seeOther(`/surveys/${surveyId}`);
    return this.page(request, viewer, content, parseInput(zQuery, query));
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async save(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { edits, panel, language, show, ...fields } = parseInput(zForm, body);
    const shown: Shown = { language: language || undefined, show: show || undefined };
    const { draft: content } = await this.desk.draft(surveyIdOf(id));
    const open = openOf(content.definition, panel);
    if (!open) throw surveyErrors.survey_question_gone();
    const definition = withTranslations(content.definition, open, fields as unknown as Fields);
    try {
      if (JSON.stringify(definition) !== JSON.stringify(content.definition)) {
        await this.desk.save(content.versionId, definition, edits);
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.page(request, viewer, { ...content, definition }, shown, error);
    }
    const search = new URLSearchParams({
      ...(shown.language && { language: shown.language }),
      ...(shown.show && { show: shown.show }),
    }).toString();
    return seeOther(`/surveys/${content.surveyId}/translate${search && `?${search}`}#${panel}`);
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    content: VersionContent,
    shown: Shown,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const { definition, surveyId, name, version, edits } = content;
    const { tone } = await this.settings.get('organization');
    const words = new DraftWords(definition, this.i18n, viewer.locale);
    const asked = languagesOf(definition);
    const wanted = shown.language && asked.includes(shown.language) ? shown.language : undefined;
    const columns = wanted && wanted !== words.author ? [words.author, wanted] : asked;
    const faults = problem ? faultsByField(problem, words) : {};
    const say = (key: string) => words.say(`designer.${key}`);
    const isMissing = (text: Partial<Record<Locale, string>>, locale: Locale) => (text[locale] ?? '') === '';
    const things = translatedThings(definition).flatMap((thing) => {
      const texts = thing.texts
        .filter(({ text }) => !shown.show || columns.some((locale) => isMissing(text, locale)))
        .map(({ path, text, limit, place }) => ({
          label: labelOf(path, words),
          rows: limit > 200 ? 3 : limit > 120 ? 2 : null,
          cells: columns.map((locale) => {
            const value = text[locale] ?? '';
            const field = `${path}.${locale}`;
            return {
              name: field,
              id: `${thing.name}.${field}`,
              lang: locale,
              language: words.say(`platform.language_${locale}`),
              value,
              maxlength: limit,
              isMissing: value === '',
              error: faults[`${thing.name}.${field}`],
              hints: hintsOf(words, value, locale, { place, tone }),
            };
          }),
        }));
      if (texts.length === 0) return [];
      const question = definition.questions.find(({ key }) => thing.name === `q-${key}`);
      const title = question ? words.short(question) : words.section(thing.name.slice(2));
      const number = question ? definition.questions.indexOf(question) + 1 : null;
      return [{ name: thing.name, title, number, texts }];
    });
    const address = (language?: Locale, show = shown.show) =>
      `/surveys/${surveyId}/translate?${new URLSearchParams({ ...(language && { language }), ...(show && { show }) }).toString()}`;
    const counts = countMissing(definition);
    const model = {
      surveyId,
      name,
      version,
      edits,
      things,
      columns: columns.map((locale) => ({ locale, label: words.say(`platform.language_${locale}`) })),
      many: columns.length > 2,
      counts: counts.map((count) => ({
        ...count,
        label: words.say(`platform.language_${count.locale}`),
        isAuthor: count.locale === words.author,
        href: count.locale === words.author ? null : address(count.locale),
        isShown: count.locale === wanted,
      })),
      single: asked.length === 1,
      allHref: address(),
      allShown: wanted === undefined,
      onlyMissing: shown.show === 'missing',
      missingHref: address(wanted, 'missing'),
      everythingHref: `/surveys/${surveyId}/translate${wanted ? `?language=${wanted}` : ''}`,
      missing: counts.reduce((sum, count) => sum + count.missing, 0),
      shown,
      problem: problem && words.say(`errors.${problem.code}`, problem.params),
    };
    const title = `${say('translate')}: ${name}`;
    return this.pages.html(request, 'surveys/translate', model, { title, status: problem?.status });
  }
}

/** What a text is called beside its translations. */
function labelOf(path: string, words: DraftWords): string {
  const number = /^(?:options|texts\.labels)\.(\d+)/.exec(path)?.[1];
  if (path.startsWith('options')) return words.say('designer.option_number', { number: Number(number) + 1 });
  if (number !== undefined) return words.say('designer.label_of', { value: Number(number) });
  return words.say(`designer.text_${/^(?:texts\.)?(\w+)/.exec(path)?.[1] ?? 'prompt'}`);
}
