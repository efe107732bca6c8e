/** The desk where customers' words are looked at before anybody reads them, translated, and taken down again. */
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { errors, parseInput } from '../platform/errors';
import { Pages, seeOther } from '../platform/views';
import { BoardNames } from './board-names';
import { Boards } from './boards.service';
import { Displays } from './displays.service';
import { quotePng, quoteSvg } from './quote-image';
import { QuoteImages } from './quote-images';
import { QuoteTranslations } from './quote-translations.service';
import { quoteModel } from './quotes-page';
import { QuotesQueries } from './quotes.queries';
import { Quotes } from './quotes.service';

const SHOWN = 50;
const STATES = ['pending', 'approved', 'rejected'] as const;
const decisionForm = z.strictObject({
  decision: z.enum(['approved', 'rejected']),
  /** The words as they are to be shown, where something is left out. */
  shown: z.string().max(8_000).optional(),
});
const emptyForm = z.strictObject({});

@Controller('recognition')
export class RecognitionPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly boards: Boards,
    private readonly displays: Displays,
    private readonly names: BoardNames,
    private readonly quotesQueries: QuotesQueries,
    private readonly quotes: Quotes,
    private readonly translations: QuoteTranslations,
    private readonly images: QuoteImages,
  ) {}

  @Get()
  @Policy({ permission: 'recognition.view' })
  async desk(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Query('show') show?: string) {
    const moderates = viewer.can('recognition.moderate');
    const manages = viewer.can('boards.manage');
    const state = STATES.find((name) => name === show) ?? 'pending';
    const lines = moderates ? await this.quotesQueries.list(viewer, state, SHOWN) : [];
    const wishes = lines.length > 0 ? await this.names.withWishes() : [];
    const translations = await this.translations.of(lines.map(({ id }) => id));
    const boards = await this.boards.list();
    const displays = manages ? await this.displays.counts() : new Map<number, number>();
    return this.pages.html(request, 'recognition/desk', {
      moderates,
      manages,
      state,
      states: STATES.map((name) => ({ name, selected: name === state })),
      boards: boards.map((board) => ({ ...board, displays: displays.get(board.id) ?? 0 })),
      quotes: lines.map((line) => quoteModel(line, wishes, translations.get(line.id) ?? [])),
      pending: moderates ? await this.quotesQueries.pending(viewer) : 0,
    });
  }

  @Post('quotes/:id/decision')
  @Policy({ permission: 'recognition.moderate' })
  async decide(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const { decision, shown } = parseInput(decisionForm, body);
    await this.requireMine(viewer, id);
    await this.quotes.decide(id, decision, viewer.actor, shown);
    return seeOther('/recognition', { kind: 'done', key: `recognition.decided.${decision}` });
  }

  @Post('quotes/:id/removal')
  @Policy({ permission: 'recognition.moderate' })
  async takeDown(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    parseInput(emptyForm, body);
    await this.requireMine(viewer, id);
    await this.quotes.takeDown(id, viewer.actor);
    return seeOther('/recognition?show=approved', { kind: 'done', key: 'quotes.taken_down' });
  }

  @Post('quotes/:id/translation-requests')
  @Policy({ permission: 'recognition.moderate' })
  async askTranslation(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    await this.requireMine(viewer, id);
    await this.translations.ask(id, body, viewer.actor);
    return seeOther('/recognition?show=approved', { kind: 'done', key: 'quotes.translation_asked' });
  }

  @Post('quotes/:id/translations')
  @Policy({ permission: 'recognition.moderate' })
  async translate(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    await this.requireMine(viewer, id);
    await this.translations.write(id, body, viewer.actor);
    return seeOther('/recognition?show=approved', { kind: 'done', key: 'quotes.translated' });
  }

  /** What everybody may see on the wall, to share: gone with it. */
  @Get('quotes/:id/image.svg')
  @Policy({ permission: 'recognition.view' })
  async svg(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const card = await this.images.card(id, viewer.locale);
    void reply.type('image/svg+xml').header('Content-Disposition', `inline; filename="quote-${id}.svg"`);
    return quoteSvg(card);
  }

  @Get('quotes/:id/image.png')
  @Policy({ permission: 'recognition.view' })
  async png(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const card = await this.images.card(id, viewer.locale);
    void reply.type('image/png').header('Content-Disposition', `inline; filename="quote-${id}.png"`);
    return quotePng(card);
  }

  private async requireMine(viewer: Viewer, id: string): Promise<void> {
    if (!(await this.quotesQueries.mayDecide(viewer, id))) throw errors.not_found();
  }
}
