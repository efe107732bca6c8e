/** Per employee: the share of contacts that were asked about, next to that of colleagues at the same touchpoints. */
import { Controller, Get, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { addDays } from '../../kernel';
import { Visibility } from '../../organization';
import { Clock, localDay } from '../../platform/clock';
import { parseInput } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, SettingsStore } from '../../platform/views';
import { type PeerShare, peerShares } from '../calc';
import { invitationTabs } from '../tabs';
import { type CountedAt, ShareQueries } from './shares.queries';

const PERIODS = [30, 90, 365] as const;
const sharesQuery = z.strictObject({ days: z.enum(['30', '90', '365']).default('90') });

@Controller('invitations/shares')
export class SharesPagesController {
  constructor(
    private readonly queries: ShareQueries,
    private readonly visibility: Visibility,
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
    private readonly i18n: I18n,
    private readonly pages: Pages,
  ) {}

  @Get()
  @Policy({ permission: 'invitations.view' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const days = Number(parseInput(sharesQuery, query).days);
    const { timezone } = await this.settings.get('organization');
    const today = localDay(this.clock.now(), timezone);
    const counts = await this.queries.counts(addDays(today, 1 - days), addDays(today, 1));
    const reach = await this.visibility.employeeIds(viewer, 'invitations.view', today);
    // Everybody counts as a colleague; only those within reach are named.
    const shown = peerShares(counts).filter(
      ({ employeeId }) => reach === 'all' || reach.includes(employeeId),
    );
    const model = {
      periods: PERIODS.map((value) => ({
        value,
        active: value === days,
        label: this.i18n.text(viewer.locale, 'invitations.shares_last', { days: value }),
      })),
      // What wants an explanation stands first; the others keep their order.
      rows: [...shown.filter(isOutside), ...shown.filter((line) => !isOutside(line))].map((line) =>
        this.row(line, counts, viewer),
      ),
      total: this.total(shown, viewer),
      chance: this.chance(shown, viewer),
      tabs: invitationTabs(viewer, this.i18n, 'shares'),
    };
    const title = this.i18n.text(viewer.locale, 'invitations.shares_title');
    return this.pages.html(request, 'invitations/shares', model, { title });
  }

  private row(line: PeerShare, counts: readonly CountedAt[], viewer: Viewer) {
    const formats = this.i18n.formatsFor(viewer.locale);
    const own = counts.filter(({ employeeId }) => employeeId === line.employeeId);
    const percent = (value: number | null) => (value === null ? '–' : formats.percent(value, 1));
    const { low, high } = line.interval;
    return {
      ...line,
      name: own[0]?.name ?? '',
      unreachable: own.reduce((sum, row) => sum + row.unreachable, 0),
      low,
      high,
      shareText: percent(line.share),
      intervalText: `${percent(low)} – ${percent(high)}`,
      peersText: percent(line.peers),
      spoken: this.i18n.text(viewer.locale, 'invitations.shares_picture', {
        share: percent(line.share),
        low: percent(low),
        high: percent(high),
        peers: percent(line.peers),
      }),
      stands: isOutside(line),
    };
  }

  /** Of many comparisons at 95 % some fall outside by chance: how many to expect. */
  private chance(lines: readonly PeerShare[], viewer: Viewer): string | null {
    const compared = lines.filter(({ verdict }) => verdict !== 'few').length;
    const expected = Math.round(compared * 0.05);
    if (expected === 0) return null;
    const outside = lines.filter(isOutside).length;
    return this.i18n.text(viewer.locale, 'invitations.shares_chance', { count: compared, expected, outside });
  }

  private total(lines: readonly PeerShare[], viewer: Viewer): string | null {
    const contacts = lines.reduce((sum, line) => sum + line.contacts, 0);
    if (contacts === 0) return null;
    const invited = lines.reduce((sum, line) => sum + line.invited, 0);
    const formats = this.i18n.formatsFor(viewer.locale);
    return this.i18n.text(viewer.locale, 'invitations.shares_all', {
      invited: formats.number(invited),
      contacts: formats.number(contacts),
      share: formats.percent(invited / contacts, 1),
    });
  }
}

/** Outside of what chance explains. */
function isOutside({ verdict }: PeerShare): boolean {
  return verdict === 'less' || verdict === 'more';
}
