export {
  createTestDatabase,
  databaseKinds,
  describeOnBothDatabases,
  openTestDatabase,
  type DatabaseKind,
  type TestDatabase,
  type TestDatabaseFile,
} from './databases';
export { type BootOptions, bootApp, TEST_NOW, TEST_PASSWORD, type SignedIn, type TestApp } from './app';
