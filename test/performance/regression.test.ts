import { describe, expect, it } from "@jest/globals";
import { compareUrl, regressionFindingOf } from "../../src/performance/regression.js";

const change = {
  repository: "acme/web",
  workflow: "CI",
  job: null,
  detector: "changepoint.duration",
  before_seconds: 240,
  after_seconds: 480,
  p: 0.9991,
  before_runs: 20,
  after_runs: 12,
  before_sha: "aaaaaaaaaaaaaaaaaaaa",
  after_sha: "bbbbbbbbbbbbbbbbbbbb",
  before_run: 1,
  after_run: 2,
  changed_at: new Date("2026-03-14T12:00:00Z"),
};
const runUrl = "https://github.com/acme/web/actions/runs/2";
const where = { runUrl, publicUrl: "https://heal.example" };

describe("what is told of a duration that moved", () => {
  it("names before, after, the commits and how sure it is", () => {
    const told = regressionFindingOf(change, where);
    expect(told).toMatchObject({
      subject: "duration:acme/web/CI",
      reason: "CI takes 8m instead of 4m (+100 %) since commit bbbbbbbbbb, the first after aaaaaaaaaa",
      score: 0.9991,
      numbers: {
        before_seconds: 240,
        after_seconds: 480,
        share: 1,
        p: 0.9991,
        before_runs: 20,
        after_runs: 12,
      },
      notify: true,
      resolved: false,
    });
    expect(told.evidence.map(({ url }) => url)).toEqual([
      runUrl,
      undefined,
      "https://github.com/acme/web/compare/aaaaaaaaaaaaaaaaaaaa...bbbbbbbbbbbbbbbbbbbb",
      "https://heal.example/performance?repository=acme%2Fweb&workflow=CI",
    ]);
  });

  it.each([
    ["doubled", 480, true, false],
    ["half slower", 360, true, false],
    ["a quarter slower", 300, false, false],
    ["faster", 120, false, true],
  ])("%s", (_, after, calls, over) =>
    expect(regressionFindingOf({ ...change, after_seconds: after }, where)).toMatchObject({
      notify: calls,
      resolved: over,
    }),
  );

  it("names the job, and calls nobody again for the same runs", () => {
    const told = regressionFindingOf({ ...change, job: "build\n(20)" }, { ...where, again: true });
    expect(told).toMatchObject({ subject: "duration:acme/web/CI/build (20)", notify: false });
    expect(told.reason).toMatch(/^build\n\(20\) of CI takes 8m instead of 4m/);
    expect(told.evidence.at(-1)?.url).toContain("&workflow=CI&job=build%0A%2820%29");
  });

  it("bears a level of zero and a run that is not kept any more", () => {
    const told = regressionFindingOf({ ...change, before_seconds: 0 }, { ...where, runUrl: null });
    expect(Object.values(told.numbers).every(Number.isFinite)).toBe(true);
    expect(told.evidence.flatMap(({ url }) => url ?? [])).toEqual([
      "https://heal.example/performance?repository=acme%2Fweb&workflow=CI",
    ]);
  });

  it("keeps a subject in one line, of a sane length", () => {
    const { subject } = regressionFindingOf({ ...change, workflow: `a\n${"b".repeat(900)}` }, where);
    expect(subject).toMatch(/^duration:acme\/web\/a b{198}$/);
  });
});

describe("compareUrl", () => {
  it.each([
    ["a run", runUrl, "https://github.com/acme/web/compare/a...b"],
    ["nothing", null, null],
    ["no run", "https://github.com/acme/web", null],
    ["a script", "javascript:alert(1)/actions/runs/2", null],
    ["no address", "/actions/runs/2", null],
  ])("of %s", (_, url, link) => expect(compareUrl(url, "a", "b")).toBe(link));

  it("lets no commit's name change the address", () => {
    expect(compareUrl(runUrl, "../../x?y", "b#c")).toBe(
      "https://github.com/acme/web/compare/..%2F..%2Fx%3Fy...b%23c",
    );
  });
});
