/** Themes: what customers write about, and the lists that decide it. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { DomainError, errors } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { commentTabs } from '../comments/tabs';
import { ThemeForm, themeIn, type TypedTheme } from './theme-form';
import { ThemesPage } from './themes-page';
import { type Theme, Themes } from './themes.service';

@Controller('themes')
export class ThemesPagesController {
  constructor(
    private readonly page: ThemesPage,
    private readonly form: ThemeForm,
    private readonly themes: Themes,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'answers.view' })
  async list(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const model = await this.page.model(viewer, query);
    return this.pages.html(
      request,
      'comments/themes',
      { ...model, tabs: commentTabs(viewer, this.i18n, 'themes') },
      { title: model.title },
    );
  }

  @Get(':key')
  @Policy({ permission: 'themes.manage' })
  async edit(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('key') key: string,
  ): Promise<HtmlReply> {
    return this.shown(request, viewer, await this.found(key));
  }

  /** Tries a list without keeping it, keeps it, retires the theme or takes it up again: the button says which. */
  @Post(':key')
  @HttpCode(303)
  @Policy({ permission: 'themes.manage' })
  async change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('key') key: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const theme = await this.found(key);
    const fields = (body ?? {}) as Readonly<Record<string, unknown>>;
    const typed = themeIn(fields);
    if (fields['do'] === 'try') return this.shown(request, viewer, theme, typed);
    try {
      const done = await this.decide(fields['do'], theme, typed, viewer.actor);
      return seeOther('/themes', { kind: 'done', key: `comments.theme_${done}` });
    } catch (error) {
      if (error instanceof DomainError) return this.shown(request, viewer, theme, typed, error);
      throw error;
    }
  }

  private async decide(
    intent: unknown,
    theme: Theme | undefined,
    { names, phrases, base }: TypedTheme,
    actor: string,
  ): Promise<'saved' | 'retired' | 'reinstated'> {
    if (!theme) {
      await this.themes.add({ names, phrases }, actor);
      return 'saved';
    }
    if (intent === 'retire' || intent === 'reinstate') {
      await this.themes.change(theme.key, base, { retired: intent === 'retire' }, actor);
      return intent === 'retire' ? 'retired' : 'reinstated';
    }
    await this.themes.change(theme.key, base, { definition: { names, phrases } }, actor);
    return 'saved';
  }

  /** @returns undefined for the one that is being made */
  private async found(key: string): Promise<Theme | undefined> {
    if (key === 'new') return undefined;
    const theme = await this.themes.one(key);
    if (!theme) throw errors.not_found();
    return theme;
  }

  private async shown(
    request: AppRequest,
    viewer: Viewer,
    theme: Theme | undefined,
    typed?: TypedTheme,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const model = await this.form.model(viewer, theme, typed, problem);
    return this.pages.html(request, 'comments/theme', model, {
      title: model.title,
      status: problem?.status ?? 200,
    });
  }
}
