/** The door of requests that leave the house: where they may go, and one exchange at a time. */
export { exchange, NoReply, shortCode } from './exchange';
export type { Asked, Reply } from './exchange';
export { objectionTo } from './reachable-host';
export type { Unreachable } from './reachable-host';
