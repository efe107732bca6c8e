/** Awards on pages: what is given and to whom, proposing and voting, and what human resources do. */
import {
  Body, Controller, Get, Param, ParseIntPipe, Post, Query, Req, Res, StreamableFile,
} from '@nestjs/common'; // prettier-ignore
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { DomainError, errors, parseInput, zLocale } from '../../platform/errors';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { type AwardForm, awardOf, changeOf, zAwardForm } from './award-form';
import { AwardPages, type TypedVote } from './award-pages';
import { type Award, AwardStore } from './award.store';
import { AwardVotes } from './award-votes.service';
import { Awards } from './awards.service';
import { Certificates } from './certificates';

const zId = z.uuid();
const oneQuery = z.strictObject({ tried: z.string().max(10).optional() });
const pdfQuery = z.strictObject({ lang: zLocale.optional() });
const voteForm = z.strictObject({
  employeeId: z.string().max(20).default(''),
  reason: z.string().max(4000).default(''),
});
const reasonForm = z.strictObject({ reason: z.string().max(4000).default('') });

@Controller('recognition/awards')
@Policy({ permission: 'recognition.view' })
export class AwardsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly models: AwardPages,
    private readonly store: AwardStore,
    private readonly awards: Awards,
    private readonly votes: AwardVotes,
    private readonly certificates: Certificates,
  ) {}

  @Get()
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const model = await this.models.list(viewer);
    return this.pages.html(request, 'recognition/awards', model, { title: model.title });
  }

  @Get('new')
  @Policy({ permission: 'recognition.manage' })
  form(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.showForm(request, viewer);
  }

  @Post()
  @Policy({ permission: 'recognition.manage' })
  async define(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const form = parseInput(zAwardForm, body ?? {});
    try {
      const id = await this.awards.define(awardOf(form).award, viewer.actor);
      return seeOther(`/recognition/awards/${id}`, { kind: 'done', key: 'awards.defined' });
    } catch (error) {
      if (!isShown(error)) throw error;
      return this.showForm(request, viewer, form, error);
    }
  }

  @Get(':id/edit')
  @Policy({ permission: 'recognition.manage' })
  async edit(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply> {
    return this.showChange(request, viewer, await this.given(viewer, id));
  }

  @Post(':id')
  @Policy({ permission: 'recognition.manage' })
  async change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const award = await this.given(viewer, id);
    const form = parseInput(zAwardForm, body ?? {});
    try {
      await this.awards.change(id, changeOf(form, award), viewer.actor);
      return seeOther(`/recognition/awards/${id}`, { kind: 'done', key: 'awards.changed' });
    } catch (error) {
      if (!isShown(error)) throw error;
      return this.showChange(request, viewer, award, form, error);
    }
  }

  /** Who would get it if what is typed were saved: nothing is. */
  @Post(':id/trials')
  @Policy({ permission: 'recognition.manage' })
  async try(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const award = await this.given(viewer, id);
    const form = parseInput(zAwardForm, body ?? {});
    try {
      const tried = await this.awards.changed(id, changeOf(form, award));
      return await this.showChange(request, viewer, award, form, undefined, tried);
    } catch (error) {
      if (!isShown(error)) throw error;
      return this.showChange(request, viewer, award, form, error);
    }
  }

  @Get(':id')
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { tried } = parseInput(oneQuery, query);
    return this.show(request, viewer, await this.found(viewer, id), tried);
  }

  @Post(':id/nominations')
  @Policy({ permission: 'recognition.give' })
  nominate(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    return this.orWithProblems(request, viewer, id, body, async ({ employeeId, reason }) => {
      await this.votes.nominate(id, viewer.employeeId, { employeeId: numberOf(employeeId), reason });
      return 'awards.nominated';
    });
  }

  @Post(':id/votes')
  @Policy({ permission: 'recognition.give' })
  vote(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    return this.orWithProblems(request, viewer, id, body, async ({ employeeId }) => {
      await this.votes.vote(id, viewer.employeeId, numberOf(employeeId) ?? 0);
      return 'awards.voted';
    });
  }

  @Post(':id/retirement')
  @Policy({ permission: 'recognition.manage' })
  async retire(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) id: number): Promise<SeeOther> {
    await this.awards.retire(id, viewer.actor);
    return seeOther('/recognition/awards', { kind: 'done', key: 'awards.ended' });
  }

  @Post('grants/:grant/revocations')
  @Policy({ permission: 'recognition.manage' })
  async revoke(
    @CurrentViewer() viewer: Viewer,
    @Param('grant') grant: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    if (!zId.safeParse(grant).success) throw errors.not_found();
    await this.awards.revoke(grant, parseInput(reasonForm, body ?? {}), viewer.actor);
    return seeOther('/recognition/awards', { kind: 'done', key: 'awards.revoked_done' });
  }

  @Get('grants/:grant/certificate.pdf')
  async certificate(
    @CurrentViewer() viewer: Viewer,
    @Param('grant') grant: string,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { lang = viewer.locale } = parseInput(pdfQuery, query);
    if (!zId.safeParse(grant).success) throw errors.not_found();
    const { file, name } = await this.certificates.of(viewer, grant, lang);
    void reply.type('application/pdf');
    void reply.header(
      'Content-Disposition',
      `attachment; filename="award.pdf"; filename*=UTF-8''${encodeURIComponent(`${name}.pdf`)}`,
    );
    return new StreamableFile(file);
  }

  private async orWithProblems(
    request: AppRequest,
    viewer: Viewer,
    id: number,
    body: unknown,
    work: (form: { employeeId: string; reason: string }) => Promise<string>,
  ): Promise<HtmlReply | SeeOther> {
    const form = parseInput(voteForm, body ?? {});
    const award = await this.found(viewer, id);
    try {
      return seeOther(`/recognition/awards/${id}`, { kind: 'done', key: await work(form) });
    } catch (error) {
      if (!isShown(error)) throw error;
      return this.show(request, viewer, award, undefined, form, error);
    }
  }

  private async show(
    request: AppRequest,
    viewer: Viewer,
    award: Award,
    tried: string | undefined,
    typed?: TypedVote,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const model = await this.models.one(award, viewer, tried, typed, problem);
    const status = problem?.status ?? 200;
    return this.pages.html(request, 'recognition/award', model, { title: model.title, status });
  }

  private showForm(
    request: AppRequest,
    viewer: Viewer,
    typed?: AwardForm,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const model = this.models.form(viewer.locale, typed, problem);
    const status = problem?.status ?? 200;
    return this.pages.html(request, 'recognition/award-form', model, { title: model.title, status });
  }

  private async showChange(
    request: AppRequest,
    viewer: Viewer,
    award: Award,
    typed?: AwardForm,
    problem?: DomainError,
    tried?: Award,
  ): Promise<HtmlReply> {
    const model = await this.models.changing(award, viewer.locale, typed, problem, tried);
    const status = problem?.status ?? 200;
    return this.pages.html(request, 'recognition/award-form', model, { title: model.title, status });
  }

  /** One that did not end: what ended stays as it was. */
  private async given(viewer: Viewer, id: number): Promise<Award> {
    const award = await this.found(viewer, id);
    if (award.retired) throw errors.not_found();
    return award;
  }

  /** An award that ended is known to those who manage awards only. */
  private async found(viewer: Viewer, id: number): Promise<Award> {
    const award = await this.store.one(id);
    if (!award || (award.retired && !viewer.can('recognition.manage'))) throw errors.not_found();
    return award;
  }
}

function isShown(error: unknown): error is DomainError {
  return error instanceof DomainError && error.status < 500 && error.status !== 404 && error.status !== 403;
}

/** NaN for what is no number: the check names it. */
function numberOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
