import { describe, expect, it } from "@jest/globals";
import { issueTitle, issueTitles, type TitleFacts } from "../../src/escalation/issue-title.js";

const test = { suite: "cart", name: "applies a voucher", message: "" };
const job = (name: string): TitleFacts["record"]["jobs"][number] => ({
  ...{ name, url: "", category: "network", confidence: 1, summary: "", evidence: [], chunk: null },
  ...{ step: null, command: null },
});
const facts = (record: Partial<TitleFacts["record"]>, of: Partial<TitleFacts> = {}): TitleFacts => ({
  title: "CI failed on main",
  record: { category: "unknown", tests: [], jobs: [], ...record },
  run: { branch: "main", headSha: "447f3e9".padEnd(40, "0"), workflow: "CI" },
  events: 1,
  ...of,
});

describe("an issue's title", () => {
  it.each<[string, TitleFacts]>([
    ["`cart > applies a voucher` fails on main since 447f3e9", facts({ tests: [test] })],
    [
      "`cart > applies a voucher` and 2 more tests fail on main since 447f3e9: test_failure",
      facts({ tests: [test, test, test], category: "test_failure" }),
    ],
    ["`build` fails on main since 447f3e9: network", facts({ jobs: [job("build")], category: "network" })],
    ["`build` and 1 more job fail on main since 447f3e9", facts({ jobs: [job("build"), job("lint")] })],
    ["CI fails on main since 447f3e9", facts({})],
    ["`build` fails on main since 447f3e9 (10+ times)", facts({ jobs: [job("build")] }, { events: 12 })],
    ["`build` fails on main since 447f3e9 (100+ times)", facts({ jobs: [job("build")] }, { events: 999 })],
    ["PaymentsDown: error_rate", facts({ category: "error_rate" }, { title: "PaymentsDown", run: null })],
  ])("%s", (title, of) => {
    expect(issueTitle(of)).toBe(title);
  });

  it("is one of those that heal may rename, however often it was seen", () => {
    const of = facts({ jobs: [job("build")] });
    const all = issueTitles(of);
    for (const events of [1, 9, 10, 99, 100, 1_000, 50_000])
      expect(all).toContain(issueTitle({ ...of, events }));
    expect(all).toHaveLength(4);
  });

  it("keeps its end where names are long", () => {
    const long = "x".repeat(500);
    const title = issueTitle(facts({ tests: [{ suite: long, name: long, message: "" }] }, { events: 12 }));
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title).toMatch(/fails on main since 447f3e9 \(10\+ times\)$/);
  });
});
