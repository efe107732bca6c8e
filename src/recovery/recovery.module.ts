/** Wins unhappy customers back: cases with owners and clocks. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { OrganizationModule } from '../organization';
import { Navigation } from '../platform/views';
import { ResponsesModule } from '../responses';
import { RecoveryCases } from './recovery-cases.service';
import { RecoveryApiController } from './recovery.api.controller';
import { RecoveryPagesController } from './recovery.pages.controller';
import { RecoveryQueries } from './recovery.queries';

@Module({
  imports: [AccessModule, OrganizationModule, ResponsesModule],
  controllers: [RecoveryPagesController, RecoveryApiController],
  providers: [RecoveryCases, RecoveryQueries],
  exports: [RecoveryCases, RecoveryQueries],
})
export class RecoveryModule implements OnModuleInit {
  constructor(private readonly navigation: Navigation) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'recovery',
      labelKey: 'recovery.title',
      href: '/recovery',
      permission: 'recovery.view',
      order: 40,
    });
  }
}
