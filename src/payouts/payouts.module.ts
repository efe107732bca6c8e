import { Module, type OnModuleInit } from '@nestjs/common';
import { AccessModule } from '../access';
import { EqualityModule } from '../equality';
import { Cycles, EvaluationsModule } from '../evaluations';
import { OrganizationModule } from '../organization';
import { RecoveryModule } from '../recovery';
import { ResponsesModule } from '../responses';
import { Freezing, ScoringModule } from '../scoring';
import { AdjustmentsQueries } from './adjustments.queries';
import { ApprovalPages } from './approval/approval-page';
import { ApprovalPagesController } from './approval/approval.pages.controller';
import { Readiness } from './approval/readiness.service';
import { ResultSignOffs } from './approval/result-sign-offs.service';
import { Adjustments } from './adjustments.service';
import { CalibrationPages } from './calibration/calibration-page';
import { CalibrationPagesController } from './calibration/calibration.pages.controller';
import { Calculations } from './calculations.service';
import { CycleInputs } from './cycle-inputs';
import { EqualityReportPages } from './equality-report/equality-report-page';
import { EqualityReportPagesController } from './equality-report/equality-report.pages.controller';
import { PayrollApiController } from './payroll/payroll.api.controller';
import { PayrollPagesController } from './payroll/payroll.pages.controller';
import { PayrollRuns } from './payroll/payroll-runs.service';
import { LateSeals } from './late-seals';
import { LineScores } from './line-scores';
import { CyclePages } from './cycle-page';
import { ExcludedAnswers } from './excluded-answers';
import { EvaluationsPagesController } from './evaluations.pages.controller';
import { PayViews } from './pay-views';
import { PayoutsApiController } from './payouts.api.controller';
import { PayoutsQueries } from './payouts.queries';
import { PayrollExport } from './payroll';
import { Publications } from './publications.service';
import { Recomputation } from './recomputation.service';
import { RowSeals } from './row-seals';
import { SealedCalculations } from './sealed-calculation';
import { SignOffs } from './sign-offs.service';
import { MemberFactsQueries } from './simulation/member-facts.queries';
import { Scenarios } from './simulation/scenarios.service';
import { SimulationPages } from './simulation/simulation-page';
import { SimulationPagesController } from './simulation/simulation.pages.controller';
import { Simulations } from './simulation/simulations.service';
import { SnapshotsQueries } from './snapshots.queries';
import { StatementDocuments } from './statement-document';
import { StatementPages } from './statement-page';
import { StatementReadings } from './statement-readings';
import { StatementsPagesController } from './statements.pages.controller';
import { WorkingDays } from './working-days';

@Module({
  imports: [
    AccessModule,
    OrganizationModule,
    ResponsesModule,
    RecoveryModule,
    ScoringModule,
    EvaluationsModule,
    EqualityModule,
  ],
  controllers: [
    ApprovalPagesController,
    PayrollPagesController,
    EvaluationsPagesController,
    StatementsPagesController,
    SimulationPagesController,
    CalibrationPagesController,
    EqualityReportPagesController,
    PayoutsApiController,
    PayrollApiController,
  ],
  providers: [
    LineScores,
    MemberFactsQueries,
    CalibrationPages,
    EqualityReportPages,
    PayViews,
    Scenarios,
    SimulationPages,
    PayrollRuns,
    CycleInputs,
    SealedCalculations,
    Calculations,
    Readiness,
    ResultSignOffs,
    ApprovalPages,
    SignOffs,
    Publications,
    Recomputation,
    Simulations,
    PayoutsQueries,
    PayrollExport,
    SnapshotsQueries,
    CyclePages,
    Adjustments,
    AdjustmentsQueries,
    LateSeals,
    RowSeals,
    WorkingDays,
    ExcludedAnswers,
    StatementDocuments,
    StatementReadings,
    StatementPages,
  ],
  exports: [
    PayViews,
    Adjustments,
    AdjustmentsQueries,
    LateSeals,
    WorkingDays,
    Calculations,
    Readiness,
    ResultSignOffs,
    SignOffs,
    Publications,
    Recomputation,
    Simulations,
    PayoutsQueries,
    PayrollExport,
    SnapshotsQueries,
  ],
})
export class PayoutsModule implements OnModuleInit {
  constructor(
    private readonly freezing: Freezing,
    private readonly cycles: Cycles,
  ) {}

  onModuleInit(): void {
    this.freezing.alsoClose(async () => (await this.cycles.all()).map(({ period }) => period));
  }
}
