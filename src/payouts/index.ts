/** The door of payouts: calculated cycles, sign-off, publication, statements, payroll, recomputation. */
export { Calculations } from './calculations.service';
export { EvaluationPublished } from './payouts.events';
export { payoutErrors } from './payouts.errors';
export { PayoutsModule } from './payouts.module';
export { PayoutsQueries } from './payouts.queries';
export type { OwnStatement, PayReach, PayoutRow, ScoredMember } from './payouts.queries';
export { payrollCsv, PayrollExport } from './payroll';
export type { Payroll, PayrollRow } from './payroll';
export { Publications } from './publications.service';
export { Recomputation } from './recomputation.service';
export type { RecomputationFault, RecomputationReport } from './recomputation.service';
export { SignOffs } from './sign-offs.service';
export type { NewSignOff } from './sign-offs.service';
export { Simulations } from './simulations.service';
export type { SimulationInput, SimulationReport } from './simulations.service';
export { SnapshotsQueries } from './snapshots.queries';
export type { SignOffRecord, SnapshotHashes } from './snapshots.queries';
export type { Statement } from './statement';
