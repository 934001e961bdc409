import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A service beside the registries, GitHub's own included, was down. */
export const serviceOutage: Rule = {
  category: "service_outage",
  strict: [
    // Compose: `dependency failed to start: container db-1 is unhealthy` or `exited (1)`
    /\bdependency failed to start: /,
    /\bcontainer \S{1,120} (?:is unhealthy|has no healthcheck configured)/,
    /\bFailed to initialize, \S{1,80} service is unhealthy\b/,
    // wait-for-it, wait-on, dockerize, Testcontainers, Playwright, Cypress
    /\btimeout occurred after waiting \d+ seconds? for \S/,
    /\bTimed out waiting for: (?:https?|tcp|http-get|file|socket)\b/i,
    /\bTimeout after \d+\w{0,2} waiting on dependencies to become available\b/,
    /\b(?:Container startup failed|Timed out waiting for container port to open)\b/,
    /\bTimed out waiting \d+ms from config\.webServer\b/,
    /\bCypress failed to verify that your server is running\b/,
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
