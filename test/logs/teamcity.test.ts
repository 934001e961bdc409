import { expect, it } from "@jest/globals";
import { cleanLine } from "../../src/logs/clean.js";
import { decidingStep } from "../../src/logs/deciding-step.js";
import { jobStepsOf } from "../../src/logs/steps.js";

it.each([
  [
    "[10:12:13] Step 1/2: Build (.NET)",
    "[10:12:14]   Starting: dotnet build",
    "[10:12:20]   Process exited with code 0",
  ],
  [
    "[10:12:13] :\t Step 1/2: Build (.NET)",
    "[10:12:14]i:\t [Step 1/2] Starting: dotnet build",
    "[10:12:20]W:\t [Step 1/2] Process exited with code 0",
  ],
])("TeamCity names the step that failed, and its command: %j", (...build) => {
  const lines = [
    ...build,
    "[10:12:21] Step 2/2: Tests",
    '[10:12:22]   Starting: /bin/sh -c "./run-tests all"',
    "[10:12:23]   1) Failed : Acme.T.Rounds",
    "[10:12:24]   Process exited with code 3",
    "[10:12:25] Step Tests failed",
  ].map(cleanLine);
  const course = jobStepsOf(lines);
  expect(decidingStep(lines, course)).toMatchObject({ name: "Tests", command: "./run-tests all", exit: 3 });
  expect(course.steps.find(({ name }) => name.startsWith("Build"))).toMatchObject({
    command: "dotnet build",
    failed: false,
  });
});
