import { describe, expect, it } from "@jest/globals";
import { dependenciesOf } from "../../../src/events/alerts/dependencies.js";
import { isDeploy } from "../../../src/events/alerts/neighbours.js";
import { endOf, proofOf, severityOf, type Standing } from "../../../src/events/alerts/standing.js";

const standing = (change: Partial<Standing> = {}): Standing => ({
  causes: { all: 3, firing: 0 },
  unproven: [],
  severities: [],
  ...change,
});

describe("a group", () => {
  it.each<[string, Partial<Standing>, string | null]>([
    ["all ended", {}, "all 3 alerts resolved"],
    ["its one alert ended", { causes: { all: 1, firing: 0 } }, "the alert resolved"],
    ["one fires", { causes: { all: 3, firing: 1 } }, null],
    ["it has no alerts", { causes: { all: 0, firing: 0 } }, null],
  ])("%s", (_what, change, end) => {
    expect(endOf(standing(change))).toBe(end);
  });

  it("is proven to be well by ends that say so alone", () => {
    expect(proofOf(standing())).toBe("proven");
    expect(proofOf(standing({ unproven: ["MissingSeries"] }))).toEqual({ unproven: "MissingSeries" });
    expect(proofOf(standing({ causes: { all: 3, firing: 1 } }))).toBe("firing");
  });

  it("is as severe as the worst that fires", () => {
    expect(severityOf({ severities: ["info", "error", "warning"] }, "critical")).toBe("error");
    expect(severityOf({ severities: [] }, "critical")).toBe("critical");
  });
});

it("a service depends on what its dependencies need, in a circle too", () => {
  const services = [
    { name: "web", depends_on: ["checkout"] },
    { name: "checkout", depends_on: ["payments", "web"] },
    { name: "payments", depends_on: [] },
  ];
  expect(dependenciesOf("web", services)).toEqual(["checkout", "payments"]);
  expect(dependenciesOf("unheard-of", services)).toEqual([]);
});

it.each([
  ["Deploy to production", ".github/workflows/x.yml", true],
  ["CI", ".github/workflows/release_please.yml", true],
  ["CI", ".github/workflows/ci.yml", false],
])("%s, %s", (workflow, workflowPath, yes) => {
  expect(isDeploy({ workflow, workflowPath })).toBe(yes);
});
