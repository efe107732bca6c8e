/** The door of the appeals: filing, reviewing and deciding what people contest in their statements. */
export { AppealsModule } from './appeals.module';
export { Appeals, appealsSetting } from './appeals.service';
export { AppealsQueries } from './appeals.queries';
export { AppealReminders } from './appeal-reminders';
