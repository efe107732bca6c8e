/** The door of the figures on equal treatment. */
export { equalityEffects } from './effects';
export type { AttributeEffect, GroupEffect, SimulatedOutcome } from './effects';
export { equalityFigures, LEAST_GROUP } from './figures';
export type { AttributeFigure, EqualityOutcome, GroupFigure, SaidAnswers } from './figures';
export { cellsOf } from './table-text';
