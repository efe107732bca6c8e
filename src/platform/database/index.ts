/** The door of the database: the unit of work, portable SQL, column helpers. */
export { Database } from './database';
export { DatabaseModule } from './database.module';
export { openDataSource, sqliteFileOf } from './data-source';
export { migrate, migrationStatus } from './migrate';
export { DatabaseInUse, lockDatabaseFile } from './process-lock';
export { isUniqueViolation, newId, placeholders } from './sql';
export { arraysOf, insertInto } from './row-statement';
export type { Lookup } from './lookup';
export type { RowStatement } from './row-statement';
export { soon, type Soon } from './soon';
export type { SqlValue } from './sql-value';
export {
  BigColumn,
  DayColumn,
  FactId,
  InstantColumn,
  IntColumn,
  JsonColumn,
  MoneyColumn,
  NameColumn,
  SerialId,
  TextColumn,
} from './columns';
export { rangesUpTo, type NumberRange } from './ranges';
export { together } from './together';
