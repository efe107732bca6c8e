/** The door of the integrity signals: looking for what is unusual, and who may look into it. */
export { SignalsModule } from './signals.module';
export { Look } from './look';
export { SignalDecisions } from './signal-decisions.service';
export { SignalQueries } from './signals.queries';
