import { roleOf } from "../allowed/role.js";
import type { PatchFile } from "../patch.js";
import { isAgent, type Check } from "./check.js";
import { matching, newMark, type Mark } from "./source/marks.js";
import { isTestPath } from "./source/test-paths.js";

const ANYWHERE: readonly Mark[] = [
  [
    "hooks into the search for tests, or takes itself out of it",
    matching(
      /\bdef pytest_\w+\(|\bpytest_plugins\b|\bpytestmark\b|\bcollect_ignore\w*|\bdef load_tests\(|\b__test__\b|\b__unittest\b|^\/\/go:build\b|^\/\/\+build\b|\/\/go:linkname\b|#\[ignore\b|@(?:Disabled\w*|Ignore)\b|\bfunc TestMain\(|\bglobal(?:Setup|Teardown)\b/gm,
    ),
  ],
  [
    "changes what an assertion or a comparison means",
    matching(
      /\bexpect\.(?:extend|addEqualityTesters|addSnapshotSerializer)\(|\b(?:assert|expect|chai|should|TestCase|Assertion)(?:\.\w+){1,4}=(?!=)|\b(?:defineProperty|assign|setPrototypeOf|setattr)\((?:assert|expect|chai|unittest|pytest|builtins|TestCase)\b|\bAssertion\.(?:overwrite|add|prototype)|\basymmetricMatch\b|\b(?:module|class) (?:RSpec|Minitest|PHPUnit|Test::Unit)\b|\bRSpec\.configure\b|(?:#|%:|\?\?=) ?define (?:NDEBUG|\w*(?:assert|ASSERT)\w*)\b/g,
    ),
  ],
  [
    "changes what an assertion or a comparison means",
    matching(
      /\b(?:Number|String|Object|Array|Function|Boolean|Map|Set|Date|Promise|RegExp)\.prototype(?:\.\w+|\[[^\]\n]{1,60}\])=(?!=)|\b(?:Object|JSON|Math|Number|Array|Reflect)\.\w+=(?!=|>)|\bdef __(?:eq|ne)__\([^)\n]{0,60}\)[^\n]{0,30}:\n?return (?:True|1)\b|\bequals\(\w[^)\n]{0,40}\)[^{\n]{0,40}\{\n?return true|\boperator==\([^)\n]{0,80}\)[^{\n]{0,20}\{\n?return true|\bdef ==\(\w+\)[\n;]?true\b|\bEquals\([^)\n]{0,60}\)(?:=>|\n?\{\n?return )true|\bfn eq\([^)\n]{0,60}\)->?bool\{\n?true/g,
    ),
  ],
  [
    "ends the process by itself, with success or before anything is said",
    matching(
      /\bprocess\.(?:exit|reallyExit|abort)\((?:0|\))|\bprocess\.exitCode=0|\bsys\.exit\((?:0|None|\))|\bos\._exit\(|\bos\.Exit\(0|\bSystem\.exit\(0|\bRuntime\.getRuntime\(\)\.halt\(|\bEnvironment\.Exit\(0|\bprocess::exit\(0|(?<![.\w])_?exit!?\((?:0|\))|(?<![.\w])exit 0\b|\bexit!|\bSystemExit\b|\batexit\b|\bat_exit\b|\bregister_shutdown_function\(|\bprocess\.(?:on|once|addListener)\(["'](?:exit|beforeExit|uncaughtException|unhandledRejection)|\bprocess\.kill\(process\.pid|\bGoexit\(/g,
    ),
  ],
];

/** A product that loads a test framework does so to change it. */
const IN_PRODUCT: readonly Mark[] = [
  [
    "loads a test framework and is no test",
    matching(
      /(?:\bfrom|\bimport|\brequire\(|\bimport\() ?["'`](?:vitest|jest|@jest\/|mocha|chai|sinon|ava|tape|jasmine|node:test|@playwright\/test|cypress|@testing-library\/)|^(?:import|from) (?:pytest|_pytest|unittest|nose|hypothesis)\b|^(?:import|_|\.)? ?"testing(?:\/\w+)?"$|^import(?: static)? (?:org\.(?:junit|testng|mockito|assertj|hamcrest)|kotlin\.test|io\.kotest)\b|\bPHPUnit\\|^require ["'](?:rspec|minitest|test\/unit)|^using (?:static )?(?:Xunit|NUnit|Microsoft\.VisualStudio\.TestTools)\b|^(?:@testable )?import XCTest\b/gm,
    ),
  ],
];
/** A test that is there already and now meets a stand-in proves less than before. */
const IN_OLD_TESTS: readonly Mark[] = [
  [
    "puts a stand-in in the place of a module in a test that is there already",
    matching(/\b(?:jest|vi)\.(?:mock|doMock|setMock|unstable_mockModule)\(|\bmock\.module\(|\bautomock\b/g),
  ],
];

export const runnerHooks: Check = {
  name: "runner-hooks",
  says: "nothing hooks into the test runner or its assertions, or ends the run",
  run: ({ files }, context) =>
    isAgent(context)
      ? files
          .filter(({ path, status }) => status !== "removed" && roleOf(path).kind !== "prose")
          .flatMap((file) => {
            const what = newMark(file, [...ANYWHERE, ...byPlace(file)]);
            const { path } = file;
            return what === null ? [] : [{ path, reason: `${JSON.stringify(path)} ${what}` }];
          })
      : [],
};

function byPlace({ path, status }: PatchFile): readonly Mark[] {
  if (!isTestPath(path)) return IN_PRODUCT;
  return status === "added" ? [] : IN_OLD_TESTS;
}
