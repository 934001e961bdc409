import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A service answers too slowly. */
export const latency: Rule = {
  category: "latency",
  strict: [
    /\b(?:p\d{2,3}|response time|request (?:duration|latency)|latency)\b.{1,60}\b(?:above|over|exceed\w*|high|slow|threshold|degraded|>)/i,
    /\bHigh\w*Latency\b/,
  ],
  generic: [/\bslow (?:responses?|requests?|queries)\b/i, /\bperformance regression\b/i],
  unless: [insideTestReport],
};
