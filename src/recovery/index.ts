/** The door of recovery: cases opened by unhappy answers. */
export { RecoveryModule } from './recovery.module';
export { RecoveryCases } from './recovery-cases.service';
export type { CaseWorker } from './recovery-cases.service';
export { RecoveryQueries } from './recovery.queries';
export type { CaseLine } from './recovery.queries';
export { Promises, type Promiser } from './promises/promises.service';
export { PromiseQueries } from './promises/promise.queries';
export { PromiseRates } from './promises/promise-rates';
export type { PromiseRate } from './promises/promise-rates';
export { PromiseBroken, RecoveryCaseOpened, RecoveryCaseResolved } from './recovery.events';
