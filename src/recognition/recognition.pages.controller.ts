/** The public boards, and the desk where quotes are approved. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { toLocale } from '../platform/i18n';
import { errors, parseInput } from '../platform/errors';
import { Pages, seeOther } from '../platform/views';
import { BoardQueries } from './board.queries';
import { Boards } from './boards.service';
import { QuotesQueries } from './quotes.queries';
import { Quotes } from './quotes.service';

const SHOWN = 50;
const decisionForm = z.strictObject({
  _csrf: z.string().optional(),
  decision: z.enum(['approved', 'rejected']),
});

@Controller()
export class RecognitionPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly boards: Boards,
    private readonly queries: BoardQueries,
    private readonly quotesQueries: QuotesQueries,
    private readonly quotes: Quotes,
  ) {}

  @Get('board/:key')
  @Policy({ public: true })
  async board(@Req() request: AppRequest, @Param('key') key: string) {
    const board = await this.boards.byKey(key);
    if (!board) throw errors.not_found();
    const view = await this.queries.view(board);
    const [first, ...rest] = view.quotes;
    return this.pages.html(
      request,
      'recognition/board',
      { board, ...view, first, rest },
      {
        layout: 'board',
        title: board.name,
        locale: toLocale(board.locale) ?? undefined,
      },
    );
  }

  @Get('recognition')
  @Policy({ permission: 'recognition.view' })
  async desk(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Query('show') show?: string) {
    const moderates = viewer.can('recognition.moderate');
    const state = show === 'approved' || show === 'rejected' ? show : 'pending';
    return this.pages.html(request, 'recognition/desk', {
      moderates,
      state,
      states: ['pending', 'approved', 'rejected'].map((name) => ({ name, selected: name === state })),
      boards: await this.boards.list(),
      quotes: moderates ? await this.quotesQueries.list(viewer, state, SHOWN) : [],
      pending: moderates ? await this.quotesQueries.pending(viewer) : 0,
    });
  }

  @Post('recognition/quotes/:id/decision')
  @Policy({ permission: 'recognition.moderate' })
  async decide(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Body() body: unknown) {
    const { decision } = parseInput(decisionForm, body);
    if (!(await this.quotesQueries.mayDecide(viewer, id))) throw errors.not_found();
    await this.quotes.decide(id, decision, viewer.actor);
    return seeOther('/recognition', { kind: 'done', key: `recognition.decided.${decision}` });
  }
}
