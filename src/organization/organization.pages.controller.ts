/** The teams for the staff: by site, with who leads them and how many people they have. */
import { Controller, Get, type OnModuleInit, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Navigation, Pages } from '../platform/views';
import { Calendar } from './calendar';
import { OrganizationQueries } from './organization.queries';
import { teamList } from './team-list';
import { Visibility } from './visibility';

@Controller()
export class OrganizationPagesController implements OnModuleInit {
  constructor(
    private readonly queries: OrganizationQueries,
    private readonly visibility: Visibility,
    private readonly calendar: Calendar,
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly navigation: Navigation,
  ) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'teams',
      labelKey: 'organization.teams_title',
      href: '/teams',
      permission: 'organization.view',
      order: 30,
    });
  }

  @Get('teams')
  @Policy({ permission: 'organization.view' })
  async teams(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const today = await this.calendar.today();
    const groups = teamList({
      tree: await this.queries.tree(),
      memberships: await this.queries.memberships(today),
      leads: await this.queries.leads(today),
      visibleEmployees: await this.visibility.employeeIds(viewer, 'organization.view', today),
      openTeams: await this.visibility.teamIds(viewer, 'scores.view', today),
    });
    return this.pages.html(
      request,
      'organization/teams',
      {
        groups: groups.map((group, index) => ({ ...group, headingId: `site-${index}` })),
        people: groups.reduce((sum, group) => sum + group.people, 0),
        teams: groups.reduce((sum, group) => sum + group.rows.length, 0),
      },
      { title: this.i18n.text(viewer.locale, 'organization.teams_title') },
    );
  }
}
