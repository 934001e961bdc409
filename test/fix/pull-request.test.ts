import { describe, expect, it } from "@jest/globals";
import {
  fixPullRequest,
  hasKey,
  resultsSection,
  withResults,
  type FixPullRequest,
} from "../../src/fix/pull-request.js";
import { proof } from "../../src/fix/proof.js";

const fix = (more: Partial<FixPullRequest> = {}): FixPullRequest => ({
  category: "lint",
  summary: "prettier would change two files",
  confidence: 0.92,
  evidence: [{ line: 12, text: "src/a.ts needs formatting" }],
  producer: "formatter",
  incident: { id: 7, url: "https://heal.example.com/incidents/7" },
  baseBranch: "main",
  baseSha: "a".repeat(40),
  key: "fix-7-1",
  checks: [
    { check: "size", ok: true, reason: "small enough" },
    { check: "secrets", ok: false, reason: "line 1", path: "a.ts" },
  ],
  proof: null,
  ...more,
});
const section = (reason: string): string =>
  resultsSection({ producer: "codegen", checks: [{ check: "size", ok: true, reason }], proof: null });

describe("fixPullRequest", () => {
  it("says what, why, how sure, what was checked and how to undo it", () => {
    const { title, body } = fixPullRequest(fix());
    expect(title).toBe("fix(lint): prettier would change two files");
    for (const words of [
      "Confidence 92 %",
      "12: src/a.ts needs formatting",
      "✓ size",
      "✗ secrets",
      "How to undo",
      "CI has not answered",
      "incidents/7",
    ])
      expect(body).toContain(words);
    expect(hasKey(body, "fix-7-1")).toBe(true);
    expect(hasKey(body, "fix-7")).toBe(false);
  });

  it("shows before and after", () => {
    const source = { by: "job", workflowPath: "ci.yml", event: "push", runId: 1 } as const;
    const run = (conclusion: string) => [{ name: "test", conclusion, url: "", source }];
    expect(fixPullRequest(fix({ proof: proof(run("failure"), run("success")) })).body).toContain(
      "| test | failure | success | fixed |",
    );
  });

  it("lets no text from a log act", () => {
    const attack = "fixes #1 @acme/all <!-- heal:results --> ![x](https://evil.example/x) ``` <script>";
    const hostile = fixPullRequest(
      fix({
        summary: attack,
        evidence: [{ line: 1, text: `\`\`\`\n${attack}` }],
        checks: [{ check: "size", ok: false, reason: attack, path: attack }],
      }),
    );
    expect(hostile.title).not.toMatch(/@acme|#1/);
    expect(hostile.body.match(/<!-- heal:results -->/g)).toHaveLength(1);
    const live = hostile.body.replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, "");
    expect(live).not.toMatch(/@acme|#1|!\[x\]\(|<script/);
  });

  it.each([..."\u061c\u200e\u200f\u202a\u202e\u2066\u2069\u0007\u001b\u009b"])(
    "nothing turns or controls: %j",
    (sign) => {
      const text = `a${sign}b`;
      const made = fixPullRequest(
        fix({
          summary: text,
          evidence: [{ line: 1, text }],
          checks: [{ check: "size", ok: false, reason: text, path: text }],
        }),
      );
      expect(made.title + made.body).not.toContain(sign);
    },
  );

  it("stays inside GitHub's limits and redacts", () => {
    const secret = `ghp_${"a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"}`;
    const { title, body } = fixPullRequest(
      fix({
        summary: `${secret} ${"x".repeat(99_999)}`,
        evidence: Array.from({ length: 500 }, (_, line) => ({ line, text: secret + "y".repeat(999) })),
      }),
    );
    expect(title.length).toBeLessThanOrEqual(256);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(title + body).not.toContain(secret);
    expect(hasKey(body, "fix-7-1")).toBe(true);
  });
});

describe("withResults", () => {
  it("appends to an agent's words, then replaces its own in place", () => {
    const first = withResults("I fixed it.\n", section("first"));
    expect(first).toMatch(/^I fixed it\.\n/);
    const second = withResults(`${first}\nA reviewer's line.`, section("second"));
    expect(second).toBe(`${first}\nA reviewer's line.`.replace("first", "second"));
    expect(withResults(second, section("second"))).toBe(second);
  });

  it.each([
    ["no body", null],
    ["an empty body", " \n"],
  ])("stands alone in %s", (_name, body) => {
    expect(withResults(body, section("x"))).toBe(section("x"));
  });

  it("does not lose an agent's text to a marker without an end", () => {
    const body = "a <!-- heal:results --> b";
    expect(withResults(body, section("x"))).toBe(`${body}\n\n${section("x")}`);
  });

  it("fits a body that is full", () => {
    const full = withResults("x".repeat(65_536), section("x"));
    expect(full.length).toBeLessThanOrEqual(65_536);
    expect(full.endsWith(section("x"))).toBe(true);
  });
});
