/** The door of home: each role's first page, the audit log, the organization's settings. */
export { HomeModule } from './home.module';
