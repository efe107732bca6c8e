/**
 * The list of addresses and numbers nobody writes to: fingerprints only; one is looked up, added or removed by typing it.
 */
import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { phoneNumberOf, type Suppression, Suppressions, zCustomerEmail } from '../../customers';
import { DomainError, parseInput } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { invitationTabs } from '../tabs';
import { SHOWN_HASH, SuppressionList } from './suppression-list';

const PAGE = 50;
const REASONS = ['unsubscribed', 'bounced', 'complained', 'erased', 'manual'];
/** Codes, so that the audit holds no words in which somebody could be named. */
const WHYS = ['customer_asked', 'wrong_address', 'mistake'] as const;
const SOURCES = ['invitation', 'user', 'mail'];

const listQuery = z.strictObject({
  at: z.coerce.number().int().optional(),
  hash: z.string().regex(/^[0-9a-f]{64}$/).optional(),
}); // prettier-ignore
/** A mail address, or a telephone number as messages go to. */
const zAddress = z
  .string()
  .max(320)
  .transform((text, context) => {
    const number = phoneNumberOf(text);
    if (number !== null) return number;
    const { success, data } = zCustomerEmail.safeParse(text);
    if (!success) context.addIssue({ code: 'custom', params: { code: 'field_email' } });
    return data ?? text;
  });
const zLook = z.strictObject({
  action: z.literal('look'),
  address: zAddress,
  why: z.string().optional(),
});
const zChange = z.strictObject({
  action: z.enum(['add', 'lift']),
  address: zAddress,
  why: z.enum(WHYS),
});

interface Typed {
  address?: string;
  why?: string;
  problem?: DomainError;
  /** What was found about the address looked up; null: it is not on the list. */
  found?: Suppression | null;
}

@Controller('invitations/suppressions')
export class SuppressionsPagesController {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly list: SuppressionList,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Policy({ permission: 'invitations.manage' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { at, hash } = parseInput(listQuery, query);
    return this.page(request, viewer, {}, at !== undefined && hash !== undefined ? { at, hash } : undefined);
  }

  /** Looks an address up (`look`), puts it on the list (`add`) or takes it off (`lift`). Addresses never stand in an address line. */
  @Post()
  @HttpCode(200)
  @Policy({ permission: 'invitations.manage' })
  async act(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: Record<string, unknown>,
  ): Promise<HtmlReply | SeeOther> {
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
    const typed = { address: text('address'), why: text('why') };
    try {
      if (body['action'] === 'look') {
        const { address } = parseInput(zLook, body);
        const found = (await this.suppressions.about(address)) ?? null;
        return await this.page(request, viewer, { ...typed, found });
      }
      const { action, address, why } = parseInput(zChange, body);
      const changed = await this.list[action](address, why, viewer);
      const done = action === 'add' ? 'added' : 'lifted';
      const same = action === 'add' ? 'was_on' : 'was_off';
      return seeOther('/invitations/suppressions', {
        kind: 'done',
        key: `invitations.suppressions_${changed ? done : same}`,
      });
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      return this.page(request, viewer, { ...typed, problem: error });
    }
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    typed: Typed,
    before?: { at: number; hash: string },
  ): Promise<HtmlReply> {
    const { locale } = viewer;
    const text = (key: string, params = {}) => this.i18n.text(locale, `invitations.${key}`, params);
    const rows = await this.suppressions.list(PAGE, before);
    const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
    const labels = { address: text('suppressions_address'), why: text('suppressions_why') };
    const { found } = typed;
    const model = {
      typed,
      labels,
      whys: WHYS.map((value) => ({ value, label: text(`suppressions_why_${value}`) })),
      problems: typed.problem && problemsOf(typed.problem, this.i18n, locale, labels),
      looked: found !== undefined,
      sentence:
        found === undefined
          ? null
          : found === null
            ? text('suppressions_free')
            : text('suppressions_found', {
                at: this.i18n.formatsFor(locale).instant(found.at),
                reason: text(reasonKey(found.reason)),
              }),
      rows: rows.slice(0, PAGE).map(({ hash, reason, source, at }) => ({
        hash: hash.slice(0, SHOWN_HASH),
        reason: text(reasonKey(reason)),
        source: text(`suppression_by_${SOURCES.find((one) => source.startsWith(one)) ?? 'other'}`),
        at,
      })),
      olderHref: last ? `/invitations/suppressions?at=${last.at}&hash=${last.hash}` : null,
      newestHref: before ? '/invitations/suppressions' : null,
      tabs: invitationTabs(viewer, this.i18n, 'suppressions'),
    };
    const title = text('suppressions_title');
    return this.pages.html(request, 'invitations/suppressions', model, {
      title,
      status: typed.problem?.status,
    });
  }
}

function reasonKey(reason: string): string {
  return `suppression_${REASONS.includes(reason) ? reason : 'other'}`;
}
