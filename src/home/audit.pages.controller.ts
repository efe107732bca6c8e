/** The audit log: who did what, to which subject, when; and whether the record still holds. */
import { Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import type { AuditEntry } from '../platform/audit';
import { parseInput } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { type AuditCheck, AuditChecks } from './audit-check';
import { AuditLog } from './audit-log';

const PAGE_SIZE = 50;

const zQuery = z.strictObject({
  subject: z
    .string()
    .max(200)
    .transform((value) => value.trim() || undefined)
    .optional(),
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
});

@Controller('audit')
export class AuditPagesController {
  constructor(
    private readonly log: AuditLog,
    private readonly checks: AuditChecks,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'audit.view' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { subject, before } = parseInput(zQuery, query);
    const { entries, next } = await this.log.page({ subject, before }, PAGE_SIZE);
    const names = await this.log.names(entries.map((entry) => entry.actor));
    const address = (search: Record<string, string>) => `/audit?${new URLSearchParams(search).toString()}`;
    const kept: Record<string, string> = subject === undefined ? {} : { subject };
    const model = {
      subject,
      entries: entries.map((entry) => this.row(entry, names, viewer)),
      state: stateOf(await this.checks.current()),
      newestHref: before === undefined ? null : subject === undefined ? '/audit' : address(kept),
      olderHref: next === null ? null : address({ ...kept, before: String(next) }),
    };
    return this.pages.html(request, 'home/audit', model, {
      title: this.i18n.text(viewer.locale, 'home.audit_title'),
    });
  }

  @Post('verify')
  @HttpCode(303)
  @Policy({ permission: 'audit.view' })
  async verify(): Promise<SeeOther> {
    const check = await this.checks.run();
    return check.ok
      ? seeOther('/audit', { kind: 'done', key: 'home.chain_verified', params: { count: check.entries } })
      : seeOther('/audit', {
          kind: 'problem',
          key: 'home.chain_broken',
          params: { seq: check.brokenAt ?? 0 },
        });
  }

  private row(entry: AuditEntry, names: ReadonlyMap<string, string>, viewer: Viewer) {
    const { locale } = viewer;
    const action = `home.action.${entry.action}`;
    const actor = `home.actor.${entry.actor}`;
    const name = names.get(entry.actor);
    return {
      seq: entry.seq,
      at: entry.at,
      // Actions without words of their own are shown as their code.
      action: this.i18n.has(action) ? this.i18n.text(locale, action) : null,
      code: entry.action,
      actor: name ?? (this.i18n.has(actor) ? this.i18n.text(locale, actor) : entry.actor),
      subject: entry.subject,
      subjectHref: `/audit?${new URLSearchParams({ subject: entry.subject }).toString()}`,
      details: entry.details === '{}' ? null : JSON.stringify(JSON.parse(entry.details), null, 1),
      hash: entry.hash,
    };
  }
}

function stateOf(check: AuditCheck | null) {
  if (check === null) return { kind: 'unchecked' as const };
  return { kind: check.ok ? ('whole' as const) : ('broken' as const), ...check };
}
