import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A remote host refused for too many requests. */
export const rateLimited: Rule = {
  category: "rate_limited",
  strict: [
    /^CondaHTTPError: HTTP 429\b/,
    /\bAPI rate limit (?:already )?exceeded\b/i,
    /\bsecondary rate limit\b/i,
    /\b429 Too Many Requests\b/i,
    /\btoomanyrequests\b/i,
    /\byou have reached your (?:unauthenticated )?pull rate limit\b/i,
    /\b(?:status(?: code)?|error|HTTP\/?[\d.]*):? 429\b/i,
    /\bRateLimitExceeded\b/,
    /\bThrottling(?:Exception)?: /,
    /^npm (?:ERR!|error) (?:code E429|429 )/,
  ],
  generic: [/\brate[- ]limit(?:ed|ing)?\b/i, /\btoo many requests\b/i],
  unless: [insideTestReport],
};
