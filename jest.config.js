import { live } from "./test/hostile/live.js";
import { long } from "./test/long.js";

/** ESM tests through swc; sources keep their `.js` import endings, which the mapper takes off again. */
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // Long suites have scripts of their own (`npm run test:long`, `test:hostile`, `test:fault`, `eval`, `bench`).
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/test/fault/",
    "<rootDir>/test/bench/",
    "<rootDir>/test/eval/",
    ...live.map((name) => `<rootDir>/test/hostile/${name}\\.test\\.ts$`),
    ...long.map((name) => `<rootDir>/test/${name}\\.test\\.ts$`),
  ],
  extensionsToTreatAsEsm: [".ts"],
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  globalSetup: "<rootDir>/test/harness/global-setup.js",
  globalTeardown: "<rootDir>/test/harness/global-teardown.js",
  testSequencer: "<rootDir>/test/harness/sequencer.js",
  // A third of the time is waiting.
  maxWorkers: 3,
  testTimeout: 180_000,
};
