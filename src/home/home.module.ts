/** Each role's first page, and what belongs to the installation as a whole: its audit log and its settings. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { AppealsModule } from '../appeals';
import { EvaluationsModule } from '../evaluations';
import { OrganizationModule } from '../organization';
import { PayoutsModule } from '../payouts';
import { Navigation } from '../platform/views';
import { PreviewsModule } from '../previews';
import { RecognitionModule } from '../recognition';
import { RecoveryModule } from '../recovery';
import { ResponsesModule } from '../responses';
import { ScoringModule } from '../scoring';
import { SurveysModule } from '../surveys';
import { Approvals } from './approvals';
import { AuditChecks } from './audit-check';
import { AuditLog } from './audit-log';
import { AuditPagesController } from './audit.pages.controller';
import { AuditWatch } from './audit-watch';
import { AuditedSettings } from './audited-settings';
import { BrandPagesController } from './brand.pages.controller';
import { BrandService } from './brand.service';
import { CompanyService } from './company-service';
import { EvaluationSteps } from './evaluation-steps';
import { HomePage } from './home-page';
import { HomePagesController } from './home.pages.controller';
import { LedTeams } from './led-teams';
import { MachineRoom } from './machine-room';
import { OpenAppeals } from './open-appeals';
import { OpenCases } from './open-cases';
import { OwnService } from './own-service';
import { SettingsPagesController } from './settings.pages.controller';
import { SettingsService } from './settings.service';

@Module({
  imports: [
    AccessModule,
    OrganizationModule,
    ScoringModule,
    RecoveryModule,
    ResponsesModule,
    EvaluationsModule,
    PayoutsModule,
    AppealsModule,
    RecognitionModule,
    SurveysModule,
    PreviewsModule,
  ],
  controllers: [HomePagesController, AuditPagesController, SettingsPagesController, BrandPagesController],
  providers: [
    HomePage,
    OwnService,
    OpenAppeals,
    OpenCases,
    LedTeams,
    Approvals,
    EvaluationSteps,
    CompanyService,
    MachineRoom,
    AuditWatch,
    AuditChecks,
    AuditLog,
    AuditedSettings,
    SettingsService,
    BrandService,
  ],
})
export class HomeModule implements OnModuleInit {
  constructor(private readonly navigation: Navigation) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'home',
      labelKey: 'home.navigation',
      href: '/',
      permission: 'home.view',
      order: 1,
    });
    this.navigation.add({
      key: 'audit',
      labelKey: 'home.audit_title',
      href: '/audit',
      permission: 'audit.view',
      order: 80,
    });
    this.navigation.add({
      key: 'settings',
      labelKey: 'home.settings_title',
      href: '/settings',
      permission: 'settings.manage',
      order: 90,
    });
  }
}
