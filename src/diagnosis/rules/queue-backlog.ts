import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** Work arrives faster than it is done. */
export const queueBacklog: Rule = {
  category: "queue_backlog",
  strict: [
    /\b(?:queue|consumer|kafka|topic|messages?|jobs?)\b.{1,40}\b(?:backlog|lag|depth|piling up|pending)\b.{0,60}(?:above|over|exceed|high|grow|>|\d)/i,
    /\bConsumerLag\w*|\bQueueBacklog\w*|\bQueueDepth\w*/,
  ],
  generic: [/\bbacklog\b/i, /\bconsumer lag\b/i],
  unless: [insideTestReport],
};
