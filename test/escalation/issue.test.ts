import { describe, expect, it } from "@jest/globals";
import type { Reason } from "../../src/decision/decide.js";
import type { DiagnosisRecord } from "../../src/diagnosis/record.js";
import { inlineCode, escapeText } from "../../src/diagnosis/markdown.js";
import { issueBody, type IssueFacts } from "../../src/escalation/issue.js";
import { issueTitle } from "../../src/escalation/issue-title.js";
import { summaryBody, summaryKey } from "../../src/escalation/summary-issue.js";

/** Unicode's bidirectional controls, and of C0 and C1 those that nobody needs. */
const TURNING = [..."\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"];
const CONTROLS = [..."\0\u0007\b\u000b\u000c\r\u001b\u007f\u0085\u009b"];

const at = new Date("2026-03-01T12:34:56Z");

const record = (text: string): DiagnosisRecord => ({
  attempt: 1,
  category: "test_failure",
  confidence: 0.85,
  summary: text,
  reason: text,
  alternatives: [],
  jobs: [
    {
      name: text,
      url: "https://github.example/job",
      category: "test_failure",
      confidence: 0.85,
      summary: text,
      evidence: [
        { line: 9, text: `second ${text}` },
        { line: 3, text: `first ${text}` },
      ],
      chunk: null,
      step: text,
      command: text,
    },
  ],
  tests: [{ suite: text, name: text, message: text }],
  labels: {},
});
const reasons = (text: string): Reason[] => [
  {
    playbook: "rerun",
    action: "rerun-failed-jobs",
    chosen: false,
    verdicts: [{ guard: "match", allowed: false, reason: text }],
  },
];
const facts = (text: string): IssueFacts => ({
  id: 7,
  title: text,
  kind: "ci",
  record: record(text),
  run: {
    runId: 1,
    attempt: 2,
    workflow: text,
    workflowPath: ".github/workflows/ci.yml",
    branch: text,
    headSha: "a".repeat(40),
    event: "push",
    conclusion: "failure",
    actor: text,
    title: text,
    fork: false,
    pullRequests: [],
    defaultBranch: "main",
    url: "https://github.example/run",
    startedAt: at.toISOString(),
    finishedAt: null,
  },
  lastGreen: { sha: "b".repeat(40), url: "https://github.example/green" },
  events: 3,
  firstSeen: at,
  lastSeen: at,
  reasons: reasons(text),
  outcomes: [{ action: "rerun-failed-jobs", verdict: "failed", reason: text }],
  refusals: [{ action: "dispatch-workflow", reason: "the App lacks the permission `actions: write`" }],
  timeline: [{ at, text, actor: text }],
  url: "https://heal.example/incidents/7",
});

/** What GitHub would read as Markdown: code spans and blocks taken away. */
const outsideCode = (body: string): string => {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of body.split("\n")) {
    const mark = /^`{3,}/.exec(line)?.[0];
    if (fence !== null) {
      if (mark === fence && line === mark) fence = null;
    } else if (mark) fence = mark;
    else kept.push(line.replace(/`[^`]*`/g, ""));
  }
  expect(fence).toBeNull();
  return kept.join("\n");
};

describe("the text of an issue", () => {
  it("has evidence in the log's order, what was tried and what not, and the way to the incident", () => {
    const body = issueBody(facts("plain words"));
    expect(body.indexOf("    3  first")).toBeGreaterThan(0);
    expect(body.indexOf("    9  second")).toBeGreaterThan(body.indexOf("    3  first"));
    for (const piece of [
      "| Cause | **test_failure** (85 %) |",
      "| Times seen | 3 |",
      "| First seen | 2026-03-01 12:34 UTC |",
      "attempt 2](https://github.example/run) of `aaaaaaa`",
      "- `rerun-failed-jobs` (rerun): plain words",
      "- `rerun-failed-jobs`: failed, plain words",
      "`dispatch-workflow`: refused, the App lacks the permission `actions: write`",
      "- 2026-03-01 12:34 UTC plain words",
      "[The incident in heal](https://heal.example/incidents/7)",
    ])
      expect(body).toContain(piece);
  });

  it("without anything judged or tried says so", () => {
    const body = issueBody({ ...facts("x"), reasons: [], outcomes: [], refusals: [], run: null });
    expect(body).toContain("No playbook is made for this kind of failure.");
    expect(body).not.toContain("What was tried");
    expect(body).not.toContain("| Run |");
  });

  it.each([
    ["a mention", "ping @octocat now", /@octocat/],
    ["a team", "ping @acme/core", /@acme\/core/],
    ["a reference", "closes #1 and acme/web#2", /#\d/],
    ["html", "<img src=x onerror=alert(1)>", /<img/],
    ["a comment that hides", "<!-- the rest", /<!--/],
    ["a forged marker", "<!-- heal:issue:1 -->", /<!-- heal:/],
    ["a link", "[click](https://evil.example)", /(?<!\\)\]\(https:\/\/evil/],
    ["an image", "![x](https://evil.example/x.png)", /(?<!\\)!\[x/],
    ["a bare address", "see https://evil.example", /https:\/\/evil/],
    ["backticks", "``` \n```\n@octocat `x` ``", /@octocat/],
    ["a table's end", "a | b", /plain|(?<!\\)a \| b/],
    ["a command", "\n/heal stop\n", /^\/heal/m],
    [
      "closing words",
      "Fixes #1, closes acme/web#3, GH-4, https://github.com/a/b/issues/1",
      /[a-z ]#\d|GH-\d|:\/\/github\.com/,
    ],
  ])("%s in untrusted text stays text", (_name, text, forbidden) => {
    const body = issueBody(facts(text));
    const shown = outsideCode(body)
      .split("\n")
      .filter((line) => !line.startsWith("[The incident in heal]"));
    expect(shown.join("\n")).not.toMatch(forbidden);
    expect(issueTitle(facts(text))).not.toMatch(/@\w|#\d|:\/\/|\n/);
  });

  it.each([...TURNING, ...CONTROLS])("nothing of it turns or controls: %j", (sign) => {
    const text = `a${sign}b`;
    expect(
      issueTitle(facts(text)) + issueBody(facts(text)) + inlineCode(text) + escapeText(text),
    ).not.toContain(sign);
  });

  it("fits into an issue with its end, whatever the length of the evidence; the title has 200 characters", () => {
    const long = facts("y".repeat(5_000));
    const [job] = long.record.jobs;
    if (!job) throw new Error("no job");
    const line = { line: 1, text: "z".repeat(400) };
    job.evidence = Array.from({ length: 45 }, () => line);
    long.record.jobs = Array.from({ length: 5 }, () => job);
    const body = issueBody(long);
    expect(body.length).toBeGreaterThan(20_000);
    expect(body.length).toBeLessThanOrEqual(60_000);
    expect(body).toContain("`/heal help` lists all");
    outsideCode(body);
    expect(issueTitle(long).length).toBeLessThanOrEqual(200);
    job.evidence = Array.from({ length: 45 }, () => ({ ...line, text: "z".repeat(4_000) }));
    expect(issueBody(long).length).toBeLessThanOrEqual(60_000);
  });
});

it("a summary lists incidents without references or markup, each summary under its own key", () => {
  const line = {
    id: 3,
    title: "@eve | <b> #9",
    category: "network",
    over: false,
    severity: "error" as const,
  };
  const url = "https://heal.example/incidents/3";
  const body = summaryBody([{ ...line, url }], 2);
  expect(body).toContain("More than 2 incidents");
  expect(body).not.toMatch(/@eve|<b>|#\d/);
  expect(
    body
      .split("\n")
      .at(-1)
      ?.split(/(?<!\\)\|/),
  ).toHaveLength(7);
  const shown = summaryBody(
    [
      { ...line, url, id: 1, over: true, severity: "critical" },
      { ...line, url, id: 2 },
      { ...line, url, id: 4, severity: "critical" },
      { ...line, url, id: 5 },
    ],
    2,
  );
  expect([...shown.matchAll(/\[#\u200b(\d)/g)].map((match) => match[1])).toEqual(["4", "2", "5", "1"]);
  expect([summaryKey(3, 1), summaryKey(3, 2), summaryKey(4, 1)]).toEqual([
    "summary:3",
    "summary:3:2",
    "summary:4",
  ]);
});
