/** Pages of results: one's own, an employee's, a team's. */
import { Controller, Get, Param, ParseIntPipe, Query, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { Pages } from '../platform/views';
import { ResultModels } from './result-models';

@Controller()
export class ScoresPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly models: ResultModels,
  ) {}

  @Get('me')
  @Policy({ permission: 'scores.own' })
  async me(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Query('period') period?: string) {
    const model = await this.models.ofViewer(viewer, period);
    return this.pages.html(request, 'scoring/results', model, { title: model.title });
  }

  @Get('employees/:id')
  @Policy({ permission: 'scores.view' })
  async employee(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query('period') period?: string,
  ) {
    const model = await this.models.ofEmployee(viewer, id, period);
    return this.pages.html(request, 'scoring/results', model, { title: model.title });
  }

  @Get('teams/:id')
  @Policy({ permission: 'scores.view' })
  async team(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Query('period') period?: string,
  ) {
    const model = await this.models.ofTeam(viewer, id, period);
    return this.pages.html(request, 'scoring/team', model, { title: model.title });
  }
}
