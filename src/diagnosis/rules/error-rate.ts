import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A service answers with too many errors. */
export const errorRate: Rule = {
  category: "error_rate",
  strict: [
    /\berror (?:rate|ratio|budget)\b.{0,60}(?:above|over|exceed|high|burn|spike|>|\d ?%)/i,
    /\bHigh(?:Http)?ErrorRate\b|\bErrorBudgetBurn\b|\bHigh5xx\w*/,
    /\b5xx\b.{1,60}\b(?:rate|above|spike|errors?)\b/i,
  ],
  generic: [/\belevated errors?\b/i],
  unless: [insideTestReport],
};
