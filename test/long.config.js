import base from "../jest.config.js";
import { long } from "./long.js";

export default {
  ...base,
  rootDir: "..",
  testMatch: long.map((name) => `<rootDir>/test/${name}.test.ts`),
  testPathIgnorePatterns: ["/node_modules/"],
};
