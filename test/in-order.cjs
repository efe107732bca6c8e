/** The groups by name: the long ones, whole ones, units. Jest would take the largest files first, and groups are all small. */
const Sequencer = require('@jest/test-sequencer').default;

module.exports = class InOrder extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
};
