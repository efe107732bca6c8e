/** Starting surveys and deciding about them: from a template, a file or another one; published, discarded, retired. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { LOCALES, TONES } from '../../kernel';
import { DomainError, errors, parseInput, zLocale } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, SettingsStore, type SeeOther, seeOther } from '../../platform/views';
import { languagesOf } from '../completing';
import { DEFAULT_SURVEY_KEY } from '../default-survey';
import { SurveyQueries } from '../surveys.queries';
import { TEMPLATE_KEYS } from '../templates';
import { DraftWords } from './draft-words';
import { missingIn } from './missing';
import { sketches } from './sketches';
import { surveyFile } from './survey-files';
import { SurveyDesk } from './survey-desk.service';
import { surveyIdOf } from './survey-id';
import { differencesModel } from './version-words';

const NAME_LENGTH = 120;
const zOptionalName = z
  .string()
  .max(NAME_LENGTH)
  .optional()
  .transform((name) => name?.trim() ?? '');
const zNew = z.strictObject({
  template: z.enum(['none', ...TEMPLATE_KEYS]),
  name: zOptionalName,
  tone: z.enum(TONES),
  author: zLocale,
  languages: z
    .union([zLocale.transform((one) => [one]), z.array(zLocale)])
    .optional()
    .transform((chosen) => chosen ?? []),
});
const zFile = z.strictObject({ file: z.string().max(400_000).default('') });
const zPublish = z.strictObject({ edits: z.coerce.number().int().min(0) });
const zVersion = z.strictObject({ version: z.coerce.number().int().min(1).optional() });

@Controller('surveys')
export class SurveyDeskPagesController {
  constructor(
    private readonly desk: SurveyDesk,
    private readonly queries: SurveyQueries,
    private readonly settings: SettingsStore,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get('new')
  @Policy({ permission: 'surveys.manage' })
  fresh(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.newPage(request, viewer);
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async create(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    try {
      const { template, name, tone, author, languages } = parseInput(zNew, body);
      const id = await this.desk.create(
        {
          name: name || this.i18n.text(viewer.locale, `designer.template_${template}`),
          template: template === 'none' ? null : template,
          tone,
          languages: [author, ...LOCALES.filter((one) => one !== author && languages.includes(one))],
        },
        viewer.actor,
      );
      return seeOther(`/surveys/${id}/edit`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.newPage(request, viewer, error);
    }
  }

  @Get('import')
  @Policy({ permission: 'surveys.manage' })
  importing(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.importPage(request, viewer, '');
  }

  @Post('import')
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async import(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const { file } = parseInput(zFile, body);
    try {
      const id = await this.desk.import(file, viewer.actor);
      return seeOther(`/surveys/${id}/edit`, { kind: 'done', key: 'designer.said_imported' });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.importPage(request, viewer, file, error);
    }
  }

  @Post(':id/draft')
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async startDraft(@CurrentViewer() viewer: Viewer, @Param('id') id: string): Promise<SeeOther> {
    const surveyId = surveyIdOf(id);
    await this.desk.startDraft(surveyId, viewer.actor);
    return seeOther(`/surveys/${surveyId}/edit`);
  }

  @Post(':id/draft/discard')
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async discard(@CurrentViewer() viewer: Viewer, @Param('id') id: string): Promise<SeeOther> {
    const surveyId = surveyIdOf(id);
    const stays = await this.desk.discard(surveyId, viewer.actor);
    return seeOther(stays ? `/surveys/${surveyId}` : '/surveys', {
      kind: 'done',
      key: 'designer.said_discarded',
    });
  }

  @Post(':id/copies')
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async duplicate(@CurrentViewer() viewer: Viewer, @Param('id') id: string): Promise<SeeOther> {
    const surveyId = surveyIdOf(id);
    const [newest] = await this.desk.versions(surveyId);
    if (!newest) throw errors.not_found();
    const name = this.i18n
      .text(viewer.locale, 'designer.copy_of', { name: newest.name })
      .slice(0, NAME_LENGTH);
    const copy = await this.desk.duplicate(surveyId, name, viewer.actor);
    return seeOther(`/surveys/${copy}/edit?open=survey`, { kind: 'done', key: 'designer.said_duplicated' });
  }

  @Post(':id/retire')
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async retire(@CurrentViewer() viewer: Viewer, @Param('id') id: string): Promise<SeeOther> {
    const surveyId = surveyIdOf(id);
    await this.desk.retire(surveyId, viewer.actor);
    return seeOther(`/surveys/${surveyId}`, { kind: 'done', key: 'designer.said_retired' });
  }

  @Get(':id/publish')
  @Policy({ permission: 'surveys.manage' })
  async publishing(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply | SeeOther> {
    const surveyId = surveyIdOf(id);
    const versions = await this.desk.versions(surveyId);
    if (versions.length === 0) throw errors.not_found();
    const draft = versions.find(({ state }) => state === 'draft');
    if (!draft) return seeOther(`/surveys/${surveyId}`);
    const words = this.words(draft.definition, viewer);
    const before = versions.find(({ state }) => state !== 'draft');
    const isDefault = draft.key === DEFAULT_SURVEY_KEY;
    const model = {
      surveyId,
      name: draft.name,
      version: draft.version,
      edits: draft.edits,
      missing: missingIn(words),
      before: before && { version: before.version, answers: await this.queries.answersTo(before.versionId) },
      differences: before ? differencesModel(before.definition, words) : null,
      questions: draft.definition.questions.length,
      languages: languagesOf(draft.definition).map((locale) => words.say(`designer.in_${locale}`)),
      isDefault,
      touchpoints: await this.queries.touchpointsAsking(draft.key, isDefault, viewer.locale),
    };
    const title = words.say('designer.publish_title', { name: draft.name });
    return this.pages.html(request, 'surveys/publish', model, { title });
  }

  @Post(':id/publish')
  @HttpCode(303)
  @Policy({ permission: 'surveys.manage' })
  async publish(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { edits } = parseInput(zPublish, body);
    const surveyId = surveyIdOf(id);
    const { version } = await this.desk.publish(surveyId, edits, viewer.actor);
    return seeOther(`/surveys/${surveyId}`, {
      kind: 'done',
      key: 'designer.said_published',
      params: { version },
    });
  }

  @Get(':id/export.json')
  @Policy({ permission: 'surveys.view' })
  async export(
    @Param('id') id: string,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { version } = parseInput(zVersion, query);
    const versions = await this.desk.versions(surveyIdOf(id));
    const shown =
      version === undefined
        ? (versions.find(({ state }) => state === 'published') ?? versions[0])
        : versions.find((one) => one.version === version);
    if (!shown) throw errors.not_found();
    void reply.header('Content-Type', 'application/json; charset=utf-8');
    void reply.header('Content-Disposition', `attachment; filename="${shown.key}-v${shown.version}.json"`);
    return surveyFile(shown);
  }

  private words(draft: ConstructorParameters<typeof DraftWords>[0], viewer: Viewer): DraftWords {
    return new DraftWords(draft, this.i18n, viewer.locale, this.i18n.formatsFor(viewer.locale).tag);
  }

  private async newPage(request: AppRequest, viewer: Viewer, problem?: DomainError): Promise<HtmlReply> {
    const { locale } = viewer;
    const { tone, name } = await this.settings.get('organization');
    const say = (key: string) => this.i18n.text(locale, `designer.${key}`);
    const languages = LOCALES.map((value) => ({
      value,
      label: this.i18n.text(locale, `platform.language_${value}`),
      isOwn: value === locale,
    }));
    const model = {
      problems: problem && problemsOf(problem, this.i18n, locale),
      templates: sketches(tone, name, locale, this.i18n),
      tones: TONES.map((value) => ({ value, label: say(`tone_${value}`), checked: value === tone })),
      languages,
    };
    return this.pages.html(request, 'surveys/new', model, { title: say('new'), status: problem?.status });
  }

  private importPage(
    request: AppRequest,
    viewer: Viewer,
    file: string,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const { locale } = viewer;
    const found = problem && problemsOf(problem, this.i18n, locale);
    // Every fault is in the one field there is.
    const problems = found && {
      ...found,
      list: found.list.map((fault) => ({ ...fault, href: '#field-file' })),
    };
    const title = this.i18n.text(locale, 'designer.import');
    return this.pages.html(request, 'surveys/import', { file, problems }, { title, status: problem?.status });
  }
}
