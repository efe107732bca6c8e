// The specs of the score formulas alone, without databases: what `npm run mutation` runs for every changed formula.
const config = {
  ...require('./jest.config.cjs'),
  roots: ['<rootDir>/src/scoring/calc', '<rootDir>/test/mutation'],
  testMatch: ['<rootDir>/test/mutation/formulas.cjs'],
  testEnvironment: require.resolve('./test/mutation/first-failure-environment.cjs'),
  setupFiles: ['<rootDir>/test/mutation/short-properties.cjs'],
};
delete config.globalSetup;
delete config.globalTeardown;

module.exports = config;
