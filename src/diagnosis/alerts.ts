import { gaps, type Gap } from "../events/alerts/gaps.js";
import type { Category } from "./category.js";

/**
 * Words of alert names and labels, in the field's usual terms (Prometheus mixins, Google SRE's golden signals), most
 * telling first. The name is a person's own word for the trouble, so it counts more than free text.
 */
const words: readonly [Category, RegExp][] = [
  ["certificate", /certificate|\bcert\b|\btls\b|\bssl\b|cert.?expir/i],
  ["disk_full", /disk|filesystem|volume.?(?:full|space)|inode|storage.?(?:full|space)/i],
  ["out_of_memory", /\boom|out.?of.?memory/i],
  ["queue_backlog", /queue|backlog|consumer.?lag|kafka.?lag|unprocessed/i],
  ["latency", /latency|slow|response.?time|p9[059]|duration|apdex/i],
  ["error_rate", /error|5xx|\b50[0-4]\b|fail(?:ure|ing|ed)?.?rate|burn.?rate|availability|exception/i],
  ["resource_saturation", /cpu|memory|load|saturat|throttl|connection.?pool|file.?descriptor|quota/i],
  ["rate_limited", /rate.?limit|too many requests|\b429\b/i],
  [
    "service_outage",
    /down|unreachable|absent|outage|unavailable|crash.?loop|not.?ready|dead|heartbeat|probe/i,
  ],
  ["deploy_failure", /deploy|rollout|replicas.?mismatch|release/i],
  ["network", /network|packet|dns|connectivity/i],
];

export interface AlertDiagnosis {
  category: Category;
  confidence: number;
  /** Which words told. */
  evidence: string;
}

/** What an alert is about: from its name first, then from its text; without a telling word it is `unknown`. */
export function diagnoseAlert(alert: {
  name: string;
  labels: Readonly<Record<string, string>>;
  text: string;
  gap?: Gap | null;
}): AlertDiagnosis {
  if (alert.gap) return { category: "monitoring_gap", confidence: 1, evidence: gaps[alert.gap] };
  // `HighErrorRate` and `high_error_rate` read like "high error rate".
  const name = alert.name.replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[_-]/g, " ");
  for (const [place, text, confidence] of [
    ["name", name, 0.9],
    ["text", alert.text.slice(0, 2_000), 0.6],
  ] as const)
    for (const [category, pattern] of words) {
      const found = pattern.exec(text);
      if (found)
        return { category, confidence, evidence: `the alert's ${place} says ${JSON.stringify(found[0])}` };
    }
  return {
    category: "unknown",
    confidence: 0.2,
    evidence: "neither the alert's name nor its text says what is wrong",
  };
}
