/** The map of moments of truth for the staff: where customers meet us, what is asked there, how many answer. */
import { Controller, Get, type OnModuleInit, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { pickText } from '../kernel';
import { Clock } from '../platform/clock';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Navigation, Pages } from '../platform/views';
import { usualPresence } from './channels';
import { InteractionsQueries } from './interactions.queries';

const DAYS = 30;

@Controller()
export class TouchpointsPagesController implements OnModuleInit {
  constructor(
    private readonly queries: InteractionsQueries,
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly clock: Clock,
    private readonly navigation: Navigation,
  ) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'touchpoints',
      labelKey: 'interactions.touchpoints_title',
      href: '/touchpoints',
      permission: 'touchpoints.view',
      order: 75,
    });
  }

  @Get('touchpoints')
  @Policy({ permission: 'touchpoints.view' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const activity = await this.queries.activity(this.clock.now() - DAYS * 86_400_000);
    const rows = activity.map((touchpoint) => ({
      ...touchpoint,
      name: pickText(touchpoint.names, viewer.locale),
      hours: touchpoint.hours ? pickText(touchpoint.hours, viewer.locale) : null,
      channel: this.i18n.text(viewer.locale, `interactions.channel_${touchpoint.channel}`),
      presenceKey: `interactions.presence_${touchpoint.presence}`,
      // Said only where it is not what the channel implies.
      showPresence: touchpoint.presence !== usualPresence(touchpoint.channel),
      phoneHref: touchpoint.phone ? `tel:${touchpoint.phone.replace(/[^+\d]/g, '')}` : null,
      responseRate: touchpoint.delivered > 0 ? touchpoint.answered / touchpoint.delivered : null,
    }));
    const retired = rows.filter((row) => row.retired);
    return this.pages.html(
      request,
      'interactions/touchpoints',
      {
        active: rows.filter((row) => !row.retired),
        retired: retired.length > 0,
        retiredNames: retired.map((row) => row.name),
        days: DAYS,
      },
      { title: this.i18n.text(viewer.locale, 'interactions.touchpoints_title') },
    );
  }
}
