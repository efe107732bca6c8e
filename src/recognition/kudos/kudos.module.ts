/** Thanks between colleagues. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../../access';
import { OrganizationModule } from '../../organization';
import { Jobs } from '../../platform/jobs';
import { CompanyValues } from './company-values';
import { KudosDeskPagesController } from './kudos-desk.pages.controller';
import { KudosDigest, planDigests, sendDigest } from './kudos-digest';
import { KudosPage } from './kudos-page';
import { KudosApiController } from './kudos.api.controller';
import { KudosPagesController } from './kudos.pages.controller';
import { KudosQueries } from './kudos.queries';
import { Kudos } from './kudos.service';

@Module({
  imports: [AccessModule, OrganizationModule],
  // Pages with names of their own stand before those that take any.
  controllers: [KudosDeskPagesController, KudosPagesController, KudosApiController],
  providers: [Kudos, KudosQueries, KudosPage, KudosDigest, CompanyValues],
  exports: [Kudos, KudosQueries, KudosDigest, CompanyValues],
})
export class KudosModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly digest: KudosDigest,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(planDigests, () => this.digest.plan());
    this.jobs.handle(sendDigest, (payload) => this.digest.send(payload));
    // Monday morning, about the week before.
    this.jobs.schedule({ name: 'kudos.digests', cron: '0 8 * * 1', kind: planDigests, payload: {} });
  }
}
