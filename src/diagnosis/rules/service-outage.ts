import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A service beside the registries, GitHub's own included, was down. */
export const serviceOutage: Rule = {
  category: "service_outage",
  strict: [
    /\bCannot connect to the Docker daemon\b/i,
    /\bInternal server error occurred\b.{1,120}(?:github|actions)/i,
    /\bremote: Internal Server Error\b/,
    /\bThe requested URL returned error: 5\d\d\b/,
    /\bFailed to initialize container\b/,
    /\bOne or more containers failed to start\b/,
    /\bservice container .{1,100} (?:failed|unhealthy)/i,
    /\bFailed to (?:CreateArtifact|FinalizeArtifact|save cache|restore cache).{0,120}(?:5\d\d|unavailable|internal)/i,
    /\bUnicorn!/,
  ],
  generic: [
    /\bservice (?:is )?(?:temporarily )?unavailable\b/i,
    /\binternal server error\b/i,
    /\bis (?:down|unhealthy)\b/i,
  ],
  unless: [insideTestReport],
};
