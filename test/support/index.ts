export {
  createTestDatabase, databaseKinds, describeOnBothDatabases, openTestDatabase,
  type DatabaseKind, type TestDatabase, type TestDatabaseFile,
} from './databases';
