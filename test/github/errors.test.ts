import { GraphqlResponseError } from "@octokit/graphql";
import { describe, expect, it } from "@jest/globals";
import { toHealError } from "../../src/github/errors.js";

/** What octokit throws for a GraphQL answer of status 200 with errors. */
const graphql = (type: string, message: string, headers: Record<string, string> = {}) =>
  new GraphqlResponseError({ method: "POST", url: "/graphql" }, headers, {
    data: {},
    errors: [{ type, message, path: ["a"], extensions: {}, locations: [] }] as unknown as [
      Record<string, never>,
    ],
  } as never);

describe("an error of GraphQL", () => {
  it.each([
    ["RATE_LIMITED", "HEAL_GITHUB_UNAVAILABLE", true],
    ["SERVICE_UNAVAILABLE", "HEAL_GITHUB_UNAVAILABLE", true],
    ["something new", "HEAL_GITHUB_UNAVAILABLE", true],
    ["NOT_FOUND", "HEAL_GITHUB_GONE", false],
    ["FORBIDDEN", "HEAL_GITHUB_REFUSED", false],
    ["UNPROCESSABLE", "HEAL_GITHUB_REFUSED", false],
  ])("%s is %s", (type, code, retryable) => {
    expect(toHealError(graphql(type, "no"), "contents: write")).toMatchObject({ code, retryable });
  });

  it("of an exhausted limit says when to come back", () => {
    const date = "Sat, 14 Mar 2026 12:00:00 GMT";
    const reset = String(Date.parse(date) / 1_000 + 600);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset, date };
    const error = toHealError(graphql("RATE_LIMITED", "API rate limit exceeded", headers), "contents: write");
    expect(error.retryAfterMs).toBe(600_000);
  });

  it("that refuses the App names the permission", () => {
    const error = toHealError(
      graphql("FORBIDDEN", "Resource not accessible by integration"),
      "contents: write",
    );
    expect(error.message).toContain("`contents: write`");
  });
});
