/** The arithmetic of asking: which rule applies, quotas, how often, and which addresses are nobody's. */
export { isAutomated, isListed, MACHINE_LOCAL_PARTS } from './address-kind';
export { countWithin, displacedFor, isTooMany } from './frequency';
export type { FrequencyLimit } from './frequency';
export { allowedOn, quotaDay } from './quota';
export { fits, ruleFor } from './sampling';
export type { AppliedRule, ContactKind, Quota, SamplingRule } from './sampling';
export { peerShares } from './peer-share';
export type { AskedAt, PeerShare } from './peer-share';
export { segmentsOf } from './segments';
export type { Segments } from './segments';
