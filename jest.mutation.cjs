// The specs of the score formulas alone, without databases: what `npm run mutation` runs for every changed formula.
const config = { ...require('./jest.config.cjs'), roots: ['<rootDir>/src/scoring/calc'] };
delete config.globalSetup;
delete config.globalTeardown;

module.exports = config;
