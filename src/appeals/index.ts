/** The door of the appeals: filing, reviewing and deciding what people contest in their statements. */
export { AppealsModule } from './appeals.module';
export { Appeals, DECIDE_WORKING_DAYS } from './appeals.service';
export { AppealsQueries } from './appeals.queries';
export { AppealReminders } from './appeal-reminders';
