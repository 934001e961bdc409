import { describe, expect, it } from "@jest/globals";
import type { RunFacts } from "../../src/events/event.js";
import {
  isFromOtherRepository,
  lineOf,
  onDefaultBranch,
  sameLine,
  workflowFile,
} from "../../src/events/line.js";
import { runOf } from "../dashboard/seed.js";

const repository = { id: 7, fullName: "acme/web" };
const line = (of: Partial<RunFacts> = {}) => lineOf(repository, runOf({ headRepositoryId: 7, ...of }));

describe("a line of runs", () => {
  it.each<[string, Partial<RunFacts>]>([
    ["another commit", { headSha: "b".repeat(40), runId: 99, attempt: 3 }],
    ["another name of the workflow", { workflow: "Renamed" }],
    ["a schedule", { event: "schedule" }],
    ["a dispatch", { event: "workflow_dispatch" }],
    ["a version that did not ask for the head's id", { headRepositoryId: undefined }],
  ])("takes in %s", (_name, of) => {
    expect(sameLine(line(), line(of))).toBe(true);
  });

  it.each<[string, Partial<RunFacts>]>([
    ["a fork", { fork: true }],
    ["a fork whose id is unknown", { fork: true, headRepositoryId: null }],
    ["another file", { workflowPath: ".github/workflows/other.yml" }],
    ["another branch", { branch: "Main" }],
    ["a pull request", { event: "pull_request" }],
    ["a pull request's target", { event: "pull_request_target" }],
    ["a comment", { event: "issue_comment" }],
    ["another run's end", { event: "workflow_run" }],
    ["a tag's release", { event: "release" }],
    ["a repository that had the name before", { headRepositoryId: 6 }],
    ["no branch", { branch: "" }],
    ["no file", { workflowPath: "" }],
  ])("leaves out %s", (_name, of) => {
    expect(sameLine(line(), line(of))).toBe(false);
  });

  it("holds pull requests of the repository itself, each event apart", () => {
    expect(sameLine(line({ event: "pull_request" }), line({ event: "pull_request" }))).toBe(true);
    expect(sameLine(line({ event: "pull_request" }), line({ event: "pull_request_target" }))).toBe(false);
  });

  it("is nothing that two strangers share", () => {
    expect(sameLine(line({ fork: true }), line({ fork: true }))).toBe(false);
  });
});

describe("the default branch", () => {
  it.each<[boolean, Partial<RunFacts>]>([
    [true, {}],
    [true, { event: "schedule" }],
    [false, { fork: true }],
    [false, { event: "pull_request" }],
    [false, { event: "workflow_run" }],
    [false, { event: "release" }],
    [false, { branch: "topic" }],
    [false, { branch: "", defaultBranch: "" }],
  ])("%s of %j", (expected, of) => {
    expect(onDefaultBranch(runOf(of))).toBe(expected);
  });
});

describe("whose code ran", () => {
  const ours = { id: 7, full_name: "acme/web" };
  it.each<[string, Parameters<typeof isFromOtherRepository>[1], boolean]>([
    ["the same id", { id: 7, full_name: "acme/web" }, false],
    ["the same id under another name", { id: 7, full_name: "acme/renamed" }, false],
    ["another id under the same name", { id: 8, full_name: "acme/web" }, true],
    ["the same name in other letters, without an id", { full_name: "ACME/Web" }, false],
    ["another name, without an id", { full_name: "mallory/web" }, true],
    ["nothing but an id of nobody", { id: null, full_name: null }, true],
    ["a repository that is gone", null, true],
    ["a repository that is not told", undefined, true],
  ])("%s", (_name, head, elsewhere) => {
    expect(isFromOtherRepository(ours, head)).toBe(elsewhere);
  });
});

it.each([
  [".github/workflows/ci.yml", ".github/workflows/ci.yml"],
  [".github/workflows/build.yml@main", ".github/workflows/build.yml"],
  [".github/workflows/a@b.yaml@refs/heads/x@y", ".github/workflows/a@b.yaml"],
  ["dynamic/pages/pages-build-deployment", "dynamic/pages/pages-build-deployment"],
])("the file of %s is %s", (path, file) => {
  expect(workflowFile(path)).toBe(file);
});
