import base from "../../jest.config.js";
import { live } from "./live.js";

/** `npm run test:hostile`: attacks on a whole heal beside a simulated GitHub; they wait for what they attack, and take minutes. */
export default {
  ...base,
  rootDir: "../..",
  testMatch: live.map((name) => `<rootDir>/test/hostile/${name}.test.ts`),
  testPathIgnorePatterns: ["/node_modules/"],
  // They mostly wait.
  maxWorkers: 4,
};
