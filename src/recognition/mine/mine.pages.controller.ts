/** What somebody received and shows; words to read aloud; the page for a team's weekly meeting. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { errors, parseInput } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { MeetingPack } from './meeting-pack';
import { MyRecognition } from './my-recognition';
import { RECEIVED_KINDS, RecognitionChoices } from './recognition-choices';
import { SaidQueries } from './said.queries';

const choiceForm = z.strictObject({
  kind: z.enum(RECEIVED_KINDS),
  subject: z.string().min(1).max(64),
  choice: z.enum(['share', 'hide']),
});

@Controller()
export class MinePagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly mine: MyRecognition,
    private readonly choices: RecognitionChoices,
    private readonly said: SaidQueries,
    private readonly pack: MeetingPack,
  ) {}

  @Get('me/recognition')
  @Policy({ permission: 'recognition.own' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query('show') show?: string,
  ): Promise<HtmlReply> {
    const title = this.i18n.text(viewer.locale, 'mine.title');
    const model = await this.mine.model(viewer, show === 'all');
    return this.pages.html(request, 'recognition/mine', model, { title });
  }

  @Post('me/recognition/choices')
  @Policy({ permission: 'recognition.own' })
  async choose(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    const { kind, subject, choice } = parseInput(choiceForm, body ?? {});
    if (viewer.employeeId === null) throw errors.not_found();
    await this.choices.choose(viewer.employeeId, kind, subject, choice);
    return seeOther('/me/recognition', { kind: 'done', key: `mine.done_${choice}` });
  }

  @Get('recognition/said/:id')
  @Policy({ permission: 'recognition.view' })
  async card(@Req() request: AppRequest, @Param('id') id: string): Promise<HtmlReply> {
    const said = z.uuid().safeParse(id).success ? await this.said.one(id) : undefined;
    if (!said) throw errors.not_found();
    return this.pages.html(request, 'recognition/said', { said });
  }

  @Get('teams/:id/meeting-pack')
  @Policy({ permission: 'scores.view' })
  async meeting(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply> {
    const model = await this.pack.model(viewer, id);
    return this.pages.html(request, 'recognition/meeting-pack', model, { title: model.title });
  }
}
