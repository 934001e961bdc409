import { describe, expect, it } from "@jest/globals";
import { Registry } from "prom-client";
import { collectorRequests } from "../../src/monitoring/collector-requests.js";
import { createMetrics } from "../../src/server/metrics.js";

describe("requestsOf", () => {
  it("reads what the collectors counted", async () => {
    const metrics = createMetrics();
    metrics.intake.request("github", "accepted", 0.01);
    metrics.intake.request("github", "accepted", 0.01);
    metrics.intake.request("sentry", "unauthentic", 0.01);
    expect(await collectorRequests(metrics.registry)()).toEqual([
      { outcome: "accepted", value: 2 },
      { outcome: "unauthentic", value: 1 },
    ]);
  });

  it("reads nothing where nothing is counted", async () => {
    expect(await collectorRequests(new Registry())()).toEqual([]);
  });
});
