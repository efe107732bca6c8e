/** Goodwill for unhappy customers, within authority and budget. */
import { Module } from '@nestjs/common';
import { AccessModule } from '../../access';
import { OrganizationModule } from '../../organization';
import { RecoveryModule } from '../recovery.module';
import { GestureBudgets } from './gesture-budgets';
import { GestureCatalogue } from './gesture-catalogue';
import { GestureDeskController } from './gesture-desk.pages.controller';
import { GestureSection } from './gesture-section';
import { GestureQueries } from './gesture.queries';
import { GesturesPagesController } from './gestures.pages.controller';
import { Gestures } from './gestures.service';
import { Vouchers } from './vouchers';

@Module({
  imports: [AccessModule, OrganizationModule, RecoveryModule],
  controllers: [GestureDeskController, GesturesPagesController],
  providers: [GestureBudgets, GestureCatalogue, Gestures, GestureQueries, GestureSection, Vouchers],
  exports: [GestureBudgets, GestureCatalogue, Gestures, GestureQueries, Vouchers],
})
export class GesturesModule {}
