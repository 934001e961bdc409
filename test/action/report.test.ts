import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { report } from "../../action/src/report.js";
import { workflowOf } from "../../action/src/workflow.js";
import { startServer, verdict, type Server } from "./heal-server.js";

let server: Server;
let folder: string;
beforeEach(async () => {
  server = await startServer();
  folder = mkdtempSync(join(tmpdir(), "heal-action-"));
  server.answers.push({ status: 202, body: { delivery: "d1", verdict } });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Runs the action's code against the server; `waits` are the pauses it asked for. */
async function act(changes: Record<string, string | undefined> = {}) {
  for (const name of ["output", "summary"]) writeFileSync(join(folder, name), "");
  const env = {
    "INPUT_HEAL-URL": server.url,
    INPUT_REPORT: "reports/*.xml",
    "INPUT_JOB-STATUS": "failure",
    ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/token?v=1`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
    GITHUB_WORKSPACE: folder,
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
    GITHUB_JOB: "test",
    GITHUB_RUN_ID: "42",
    GITHUB_RUN_ATTEMPT: "2",
    GITHUB_REPOSITORY: "acme/web",
    GITHUB_SHA: "a".repeat(40),
    GITHUB_WORKFLOW: "CI",
    ...changes,
  };
  let log = "";
  const waits: number[] = [];
  const code = await report({
    env,
    fetch: globalThis.fetch,
    workflow: workflowOf(env, (text) => (log += text)),
    wait: async (ms) => void waits.push(ms),
  });
  const [output = "", summary = ""] = ["output", "summary"].map((name) =>
    readFileSync(join(folder, name), "utf8"),
  );
  return { code, log, waits, output, summary };
}

describe("report", () => {
  it("sends the job and its reports with an OIDC token, and shows the verdict", async () => {
    put("reports/a.xml", "<testsuite/>");
    put("reports/b.txt", "no");
    server.answers[0] = {
      status: 202,
      body: { delivery: "d1", verdict: { ...verdict, url: `${server.url}/i/inc_1` } },
    };
    const { code, log, output, summary } = await act();
    expect(code).toBe(0);
    const [token, sent] = server.received;
    expect(token?.path).toBe(`/token?v=1&audience=${encodeURIComponent(server.url)}`);
    expect(token?.headers.authorization).toBe("bearer request-token");
    expect(sent?.path).toBe("/api/reports");
    expect(sent?.headers).toMatchObject({
      authorization: "Bearer oidc.token.value",
      "content-type": "application/json",
    });
    expect(JSON.parse(sent?.body ?? "")).toEqual({
      schema: 1,
      job: "test",
      run_id: 42,
      run_attempt: 2,
      repository: "acme/web",
      sha: "a".repeat(40),
      workflow: "CI",
      conclusion: "failure",
      reports: [{ path: "reports/a.xml", content: "<testsuite/>" }],
    });
    expect(log).toBe("::add-mask::oidc.token.value\n");
    expect(output).toMatch(
      /^delivery<<(end-\S+)\nd1\n\1\nverdict<<(end-\S+)\nknown\n\2\nincident-url<<(end-\S+)\nhttp\S+\/i\/inc_1\n\3\n$/,
    );
    expect(summary).toContain("### heal knows this failure");
    expect(summary).toContain("| cart | adds | expected 1 |");
    expect(summary).toContain(`[Open in heal](<${server.url}/i/inc_1>)`);
  });

  it("uses the audience it is given, keeps a path in heal-url, and leaves an empty conclusion out", async () => {
    await act({
      INPUT_AUDIENCE: "heal of acme",
      "INPUT_HEAL-URL": `${server.url}/base/`,
      "INPUT_JOB-STATUS": "",
    });
    expect(server.received[0]?.path).toBe("/token?v=1&audience=heal+of+acme");
    expect(server.received[1]?.path).toBe("/base/api/reports");
    expect(JSON.parse(server.received[1]?.body ?? "")).not.toHaveProperty("conclusion");
  });

  it.each([
    ["no id-token permission", { ACTIONS_ID_TOKEN_REQUEST_URL: undefined }, "id-token: write"],
    ["no heal-url", { "INPUT_HEAL-URL": "" }, "heal-url must be an https:// address"],
    ["plain http", { "INPUT_HEAL-URL": "http://heal.example.com" }, "heal-url must be an https:// address"],
    ["credentials", { "INPUT_HEAL-URL": "https://u:p@heal.example.com" }, "must not hold credentials"],
    ["a wrong timeout", { "INPUT_TIMEOUT-SECONDS": "forever" }, "timeout-seconds must be a number"],
  ])("%s is a warning, and an error with fail-on-error", async (_name, env, words) => {
    const mild = await act(env);
    expect(mild).toMatchObject({ code: 0, output: "" });
    expect(mild.log).toContain(`::warning::`);
    expect(mild.log).toContain(words);
    expect(mild.summary).toContain("### heal was not told");
    const strict = await act({ ...env, "INPUT_FAIL-ON-ERROR": "true" });
    expect(strict.code).toBe(1);
    expect(strict.log).toContain("::error::");
    expect(server.received).toEqual([]);
  });

  it.each([
    [401, "refused the token (401)", 1],
    [403, "heal answered 403", 1],
    [404, "Does heal-url point at heal?", 1],
    [413, "too large for heal (413)", 1],
    [429, "heal answered 429", 3],
    [503, "heal answered 503", 3],
    [200, "heal answered 200", 1],
  ])("status %d says '%s' after %d tries", async (status, words, tries) => {
    server.answers[0] = { status };
    const { code, log, waits } = await act();
    expect(code).toBe(0);
    expect(log).toContain(words);
    expect(server.received.filter(({ path }) => path === "/api/reports")).toHaveLength(tries);
    expect(waits).toEqual([1000, 3000].slice(0, tries - 1));
  });

  it("succeeds when heal answers at a later try", async () => {
    server.answers.unshift({ status: 0 }, { status: 502 });
    const { output, log } = await act();
    expect(output).toContain("\nknown\n");
    expect(log).toContain("::notice::heal could not be reached");
    expect(log).toContain("Trying again in 3 s.");
  });

  it("refuses a redirect, so the token goes nowhere else", async () => {
    server.answers[0] = { status: 307, location: `${server.url}/elsewhere` };
    const { log } = await act();
    expect(log).toContain("answered with a redirect (307)");
    expect(server.received.map(({ path }) => path)).not.toContain("/elsewhere");
  });

  it("says when heal cannot be reached at all", async () => {
    const { code, log, waits } = await act({ "INPUT_HEAL-URL": "http://127.0.0.1:9" });
    expect(code).toBe(0);
    expect(log).toMatch(/::warning::heal could not be reached: .+\./);
    expect(waits).toEqual([1000, 3000]);
  });

  it.each([
    ["no JSON", "text"],
    ["another state", { delivery: "d", verdict: { ...verdict, state: "fine" } }],
    ["no verdict", { delivery: "d" }],
  ])("does not take %s for heal's answer", async (_name, body) => {
    server.answers[0] = { status: 202, body };
    expect((await act()).log).toContain("The answer is not heal's.");
  });

  it("does not link to another site", async () => {
    server.answers[0] = {
      status: 202,
      body: { delivery: "d", verdict: { ...verdict, url: "https://evil.example/x" } },
    };
    const { summary, output } = await act();
    expect(summary + output).not.toContain("evil.example");
  });

  it("cannot be made to write outputs, markup or mentions by texts of heal", async () => {
    const bad = "x|y <img src=1> @admin #12 [a](https://evil.example) `c`\nverdict=known\n::error::e";
    const failing = [{ suite: bad, name: bad, message: bad }];
    server.answers[0] = {
      status: 202,
      body: { delivery: "d\nverdict=known", verdict: { ...verdict, summary: bad, failing } },
    };
    const { summary, log } = await act();
    expect(summary).not.toMatch(/<img|@admin|#12|\]\(http|:\/\/evil|[^\\]`/);
    expect(summary.split("\n").filter((line) => line.startsWith("| x"))).toHaveLength(1);
    expect(log).not.toContain("::error");
  });
});

describe("report files", () => {
  const sent = () => {
    const body: unknown = JSON.parse(server.received.at(-1)?.body ?? "");
    return (body as { reports: { path: string }[] }).reports.map(({ path }) => path);
  };

  it.each([
    ["reports", ["reports/a.xml", "reports/b.xml"]],
    ["./reports/a.xml", ["reports/a.xml"]],
    ["**/*.xml", ["deep/er/c.xml", "reports/a.xml", "reports/b.xml"]],
    ["**/c.xml\nreports/?.xml", ["deep/er/c.xml", "reports/a.xml", "reports/b.xml"]],
    ["reports/*.txt", ["reports/d.txt"]],
    ["../**", []],
    ["/etc/*", []],
  ])("%j sends %j", async (pattern, paths) => {
    for (const path of [
      "reports/a.xml",
      "reports/b.xml",
      "reports/d.txt",
      "deep/er/c.xml",
      "node_modules/x/t.xml",
    ])
      put(path, "x");
    await act({ INPUT_REPORT: pattern });
    expect(sent()).toEqual(paths);
  });

  it("warns when nothing matches and reports all the same", async () => {
    const { log, code } = await act({ INPUT_REPORT: "none/*.xml" });
    expect(log).toContain("::warning::No report file matches: none/*.xml");
    expect(sent()).toEqual([]);
    expect(code).toBe(0);
  });

  it("leaves out files over 5 MB, those past twenty, and links", async () => {
    for (let index = 10; index < 32; index += 1) put(`reports/${index}.xml`, "x");
    put("reports/01.xml", "x".repeat(5 * 1024 * 1024 + 1));
    put("secret", "s");
    symlinkSync(join(folder, "secret"), join(folder, "reports/00.xml"));
    const { log } = await act();
    expect(sent()).toHaveLength(19);
    expect(sent()).not.toContain("reports/00.xml");
    expect(log).toContain("reports/01.xml is larger than 5 MB");
    expect(log).toContain("23 report files; only the first 20 are sent.");
  });
});
