/** Thanks between colleagues: the newest, giving them, answering with a sign, saying that something should not be there. */
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { DomainError, errors, parseInput } from '../../platform/errors';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { KudosDigest } from './kudos-digest';
import { KudosPage, type TypedKudos } from './kudos-page';
import { Kudos, REACTIONS } from './kudos.service';
import { type KudosLine, KudosQueries } from './kudos.queries';

const zNumber = z.string().regex(/^\d{1,9}$/);
const listQuery = z.strictObject({
  value: zNumber.transform(Number).optional().catch(undefined),
  before: z.uuid().optional().catch(undefined),
});
const giveForm = z.strictObject({
  to: z.string().max(20).default(''),
  text: z.string().max(4000).default(''),
  valueId: z.string().max(20).default(''),
});
const reactionForm = z.strictObject({ kind: z.enum(REACTIONS) });
const reasonForm = z.strictObject({ reason: z.string().max(4000).default('') });
const digestForm = z.strictObject({ wanted: z.enum(['yes', 'no']) });

@Controller('recognition/kudos')
@Policy({ permission: 'recognition.give' })
export class KudosPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly page: KudosPage,
    private readonly kudos: Kudos,
    private readonly queries: KudosQueries,
    private readonly digest: KudosDigest,
  ) {}

  @Get()
  @Policy({ permission: 'recognition.view' })
  list(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { value, before } = parseInput(listQuery, query);
    return this.show(request, viewer, { valueId: value, before });
  }

  @Post()
  async give(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const typed = parseInput(giveForm, body ?? {});
    try {
      await this.kudos.give(viewer.employeeId, {
        to: numberOf(typed.to) as number,
        text: typed.text,
        valueId: typed.valueId === '' ? null : (numberOf(typed.valueId) ?? 0),
      });
      return seeOther('/recognition/kudos', { kind: 'done', key: 'kudos.given' });
    } catch (error) {
      if (!isShown(error)) throw error;
      return this.show(request, viewer, {}, typed, error);
    }
  }

  @Post('digest')
  async chooseDigest(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    const { wanted } = parseInput(digestForm, body ?? {});
    await this.digest.choose(viewer.userId, wanted === 'yes');
    return seeOther('/recognition/kudos', { kind: 'done', key: `kudos.digest_${wanted}` });
  }

  @Post(':id/reactions')
  async react(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { kind } = parseInput(reactionForm, body ?? {});
    await this.found(viewer, id);
    await this.kudos.react(id, viewer.employeeId, kind);
    return seeOther(`/recognition/kudos#kudos-${id}`);
  }

  @Get(':id/report')
  async reporting(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    const line = this.page.shown(await this.found(viewer, id), viewer);
    return this.pages.html(request, 'recognition/kudos-report', { line });
  }

  @Post(':id/reports')
  async report(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    await this.found(viewer, id);
    await this.kudos.report(id, viewer.employeeId, parseInput(reasonForm, body ?? {}));
    return seeOther('/recognition/kudos', { kind: 'done', key: 'kudos.reported' });
  }

  private async show(
    request: AppRequest,
    viewer: Viewer,
    filter: { valueId?: number | undefined; before?: string | undefined },
    typed?: TypedKudos,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const model = await this.page.model(viewer, filter, typed, problem);
    return this.pages.html(request, 'recognition/kudos', model, {
      title: model.title,
      status: problem?.status ?? 200,
    });
  }

  private async found(viewer: Viewer, id: string): Promise<KudosLine> {
    const line = z.uuid().safeParse(id).success ? await this.queries.one(viewer.employeeId, id) : undefined;
    if (!line) throw errors.not_found();
    return line;
  }
}

function isShown(error: unknown): error is DomainError {
  return error instanceof DomainError && error.status < 500 && error.status !== 404 && error.status !== 403;
}

function numberOf(text: string): number | undefined {
  return zNumber.safeParse(text).success ? Number(text) : undefined;
}
