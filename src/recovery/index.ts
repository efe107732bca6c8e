/** The door of recovery: cases opened by unhappy answers. */
export { RecoveryModule } from './recovery.module';
export { GesturesModule } from './gestures/gestures.module';
export { GestureBudgets } from './gestures/gesture-budgets';
export { GestureCatalogue } from './gestures/gesture-catalogue';
export { GestureQueries } from './gestures/gesture.queries';
export { Gestures } from './gestures/gestures.service';
export { Vouchers } from './gestures/vouchers';
export { ConversationModule } from './conversation/conversation.module';
export { CaseTalk } from './conversation/case-talk.service';
export { Letters } from './conversation/letters.service';
export { ClosingModule } from './closing/closing.module';
export { FollowUps } from './closing/follow-ups.service';
export { RecoveredAnswers, recoveredBefore } from './closing/recovered-answers';
export { RootCauses } from './closing/root-causes';
export { RecoveryCases } from './recovery-cases.service';
export type { CaseWorker } from './recovery-cases.service';
export { RecoveryQueries } from './recovery.queries';
export type { CaseLine } from './recovery.queries';
export type { OwnerRule } from './calc';
export { CaseClocks } from './clocks/case-clocks.service';
export { EscalationWatch } from './clocks/escalation-watch';
export { caseSetting, ownerSetting } from './case-settings';
export { CaseMerging } from './opening/merging.service';
export { CaseOpening } from './opening/case-opening.service';
export { AlarmThemes } from './settings/alarm-themes';
export { Assigning } from './owners/assigning.service';
export { Owners } from './owners/owners.service';
export { Promises, type Promiser } from './promises/promises.service';
export { PromiseQueries } from './promises/promise.queries';
export { PromiseRates } from './promises/promise-rates';
export type { PromiseRate } from './promises/promise-rates';
export {
  PromiseBroken,
  RecoveryCaseOpened,
  RecoveryCaseResolved,
  RecoveryCasesMerged,
} from './recovery.events';
