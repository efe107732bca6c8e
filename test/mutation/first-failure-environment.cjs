/**
 * Ends the run of a changed formula at the first test that notices. Jest knows `bail` only between files, and Stryker
 * starts it without; the formula that is changed is named by an environment variable, absent in the first, unchanged run.
 */
const { TestEnvironment } = require('jest-environment-node');

module.exports = class FirstFailureEnvironment extends TestEnvironment {
  failed = false;

  handleTestEvent = (event) => {
    if (process.env.__STRYKER_ACTIVE_MUTANT__ === undefined) return;
    if (event.name === 'test_fn_failure') this.failed = true;
    if (event.name === 'test_start' && this.failed) event.test.mode = 'skip';
  };
};
