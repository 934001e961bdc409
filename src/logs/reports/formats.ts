import type { JsonFormat, LineFormat, XmlFormat } from "./format.js";
import { cargo } from "./formats/cargo.js";
import { ctrf } from "./formats/ctrf.js";
import { cucumberMessages } from "./formats/cucumber-messages.js";
import { cucumber } from "./formats/cucumber.js";
import { dart } from "./formats/dart.js";
import { goTest } from "./formats/go-test.js";
import { googleTest } from "./formats/google-test.js";
import { jest } from "./formats/jest.js";
import { junit } from "./formats/junit.js";
import { karma } from "./formats/karma.js";
import { mocha } from "./formats/mocha.js";
import { mochaStream } from "./formats/mocha-stream.js";
import { mochawesome } from "./formats/mochawesome.js";
import { nunit2, nunit3 } from "./formats/nunit.js";
import { playwright } from "./formats/playwright.js";
import { prove } from "./formats/prove.js";
import { pytestJson } from "./formats/pytest-json.js";
import { robot } from "./formats/robot.js";
import { robotJson } from "./formats/robot-json.js";
import { rspec } from "./formats/rspec.js";
import { tap } from "./formats/tap.js";
import { testng } from "./formats/testng.js";
import { trx } from "./formats/trx.js";
import { xunit } from "./formats/xunit.js";

/** The formats heal reads, each with what tells it in its own file. The first that takes a content has it. */
export const xmlFormats: readonly XmlFormat[] = [junit, nunit3, nunit2, xunit, trx, testng, robot];

export const jsonFormats: readonly JsonFormat[] = [
  jest,
  playwright,
  ctrf,
  cucumber,
  pytestJson,
  rspec,
  mochawesome,
  mocha,
  karma,
  googleTest,
  robotJson,
];

export const lineFormats: readonly LineFormat[] = [
  goTest,
  dart,
  cargo,
  cucumberMessages,
  mochaStream,
  prove,
  tap,
];
