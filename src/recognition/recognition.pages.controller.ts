/** The desk where customers' words are looked at before anybody reads them. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { errors, parseInput } from '../platform/errors';
import { Pages, seeOther } from '../platform/views';
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
    private readonly quotesQueries: QuotesQueries,
    private readonly quotes: Quotes,
  ) {}

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
