/** The door of equal treatment: figures about groups, and whether somebody looked at them. What one person said stays inside. */
export { EqualityModule } from './equality.module';
export { EqualityReports } from './equality-reports.service';
export type { Opening } from './equality-reports.service';
