/**
 * The door of equal treatment: taking in what people say about themselves, figures about groups, and whether somebody looked at them.
 * What one person said stays inside.
 */
export { EqualityModule } from './equality.module';
export { EqualityImports } from './equality-imports.service';
export { EqualityReports } from './equality-reports.service';
export type { Opening } from './equality-reports.service';
