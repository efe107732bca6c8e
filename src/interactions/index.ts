/** The door of the interactions: touchpoints, the intake, and the event that tells of a new interaction. */
import { Touchpoint } from './touchpoint.entity';

export { InteractionsModule } from './interactions.module';
export { BatchIntake } from './batch';
export type { BatchResult } from './batch';
export { CHANNELS, PRESENCES } from './channels';
export type { Channel, Presence } from './channels';
export { interactionInput } from './interaction.input';
export type { InteractionInput } from './interaction.input';
export { Interactions } from './interactions';
export type { Intake } from './interactions';
export { interactionErrors } from './interactions.errors';
export { InteractionRecorded } from './interactions.events';
export type { InvitationDecision } from './interactions.events';
export { InteractionsQueries } from './interactions.queries';
export type { InteractionView, TouchpointActivity, TouchpointView } from './interactions.queries';
export { Touchpoints } from './touchpoints';
export type { Touchpoint } from './touchpoint.entity';
export type { TouchpointInput } from './touchpoint.input';

export const interactionsEntities = [Touchpoint];
