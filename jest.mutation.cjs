// The specs of the score formulas alone, without databases: what `npm run mutation` runs for every changed formula.
const { globalSetup, globalTeardown, ...config } = require('./jest.config.cjs');

module.exports = { ...config, roots: ['<rootDir>/src/scoring/calc'] };
