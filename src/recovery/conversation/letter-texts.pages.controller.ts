/** Where the organization writes the texts that letters begin with, in each language. */
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { type Locale, LOCALES } from '../../kernel';
import { DomainError, parseInput, zLocale, zText } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { typedIn } from '../case-sections';
import { LETTER_KINDS, type LetterKind, LetterTextStore, PLACEHOLDERS } from './letter-texts';

const form = z.strictObject({
  _csrf: z.string().optional(),
  kind: z.enum(LETTER_KINDS),
  language: zLocale,
  subject: zText(200),
  text: zText(4000),
});

interface Refused {
  readonly typed: Record<string, string>;
  readonly problem: DomainError;
}

@Controller('recovery/letters')
export class LetterTextsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly texts: LetterTextStore,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'recovery.view' })
  show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.page(request, viewer);
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  async change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    try {
      const { kind, language, subject, text } = parseInput(form, body);
      await this.texts.change(kind, language, { subject, text }, viewer.actor);
    } catch (error) {
      if (!(error instanceof DomainError) || !(error.errors ?? error.pointer)) throw error;
      const typed = typedIn(body, ['kind', 'language', 'subject', 'text']);
      return this.page(request, viewer, { typed, problem: error });
    }
    return seeOther('/recovery/letters', { kind: 'done', key: 'letters.done_text' });
  }

  private async page(request: AppRequest, viewer: Viewer, refused?: Refused): Promise<HtmlReply> {
    const { locale } = viewer;
    const say = (key: string): string => this.i18n.text(locale, `letters.${key}`);
    const label = { subject: say('subject'), text: say('text') };
    const model = {
      manages: viewer.can('recovery.manage'),
      placeholders: PLACEHOLDERS.map((name) => ({ name: `{${name}}`, text: say(`placeholder.${name}`) })),
      kinds: await Promise.all(LETTER_KINDS.map((kind) => this.shown(kind, refused))),
      problems: refused && problemsOf(refused.problem, this.i18n, locale, label),
    };
    return this.pages.html(request, 'recovery/letters', model, {
      title: say('texts_title'),
      status: refused?.problem.status ?? 200,
    });
  }

  private async shown(kind: LetterKind, refused?: Refused): Promise<object> {
    const languages = await Promise.all(
      LOCALES.map(async (language: Locale) => {
        const isRefused = refused?.typed['kind'] === kind && refused.typed['language'] === language;
        return {
          language,
          key: `responses.language_${language}`,
          isRefused,
          ...(isRefused ? refused.typed : await this.texts.of(kind, language)),
        };
      }),
    );
    return { kind, languages, isRefused: refused?.typed['kind'] === kind };
  }
}
