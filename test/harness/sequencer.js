import Sequencer from "@jest/test-sequencer";

/** They wait, or start many processes; begun last, they would leave the other workers with nothing to do. */
const LONG = ["/test/acceptance/", "/test/simulator/", "/test/hostile/large-bodies"];

/** jest knows how long a file takes only from an earlier run, and goes by its size on a fresh machine. */
export default class extends Sequencer {
  sort(tests) {
    const late = ({ path }) => (LONG.some((part) => path.includes(part)) ? 0 : 1);
    return [...super.sort(tests)].sort((a, b) => late(a) - late(b));
  }
}
