// Generated from action/src: npm run build && node dist/action/src/write-bundle.js

// action/src/main.ts
import { setTimeout as sleep } from "node:timers/promises";

// action/src/problem.ts
var Problem = class extends Error {
  constructor(message, retry = false) {
    super(message);
    this.retry = retry;
  }
  retry;
};

// action/src/inputs.ts
var input = (env, name) => (env[`INPUT_${name.toUpperCase()}`] ?? "").trim();
var failsOnError = (env) => input(env, "fail-on-error").toLowerCase() === "true";
function readInputs(env) {
  const healUrl = readUrl(input(env, "heal-url"));
  const seconds = Number(input(env, "timeout-seconds") || "30");
  if (!(seconds >= 1 && seconds <= 300)) throw new Problem("timeout-seconds must be a number from 1 to 300.");
  return {
    healUrl,
    patterns: input(env, "report").split("\n").map((line) => line.trim()).filter((line) => line !== ""),
    audience: input(env, "audience") || input(env, "heal-url"),
    jobStatus: input(env, "job-status"),
    failOnError: failsOnError(env),
    timeoutMs: seconds * 1e3
  };
}
function readUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url === null || url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    throw new Problem("heal-url must be an https:// address (http:// only for a loopback address).");
  }
  if (url.username !== "" || url.password !== "") throw new Problem("heal-url must not hold credentials.");
  return url;
}

// action/src/http.ts
var MAX_ANSWER_BYTES = 1024 * 1024;
async function request(fetch, what, url, init) {
  let response;
  try {
    response = await fetch(url, { ...init, redirect: "manual" });
    const text = await readLimited(response, what);
    if (response.status >= 300 && response.status < 400) {
      throw new Problem(
        `${what} answered with a redirect (${response.status}), which is refused. Give its final address.`
      );
    }
    return { status: response.status, text };
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (init.signal?.aborted === true) throw new Problem(`${what} did not answer in time.`);
    throw new Problem(`${what} could not be reached: ${reasonOf(error)}.`, true);
  }
}
async function readLimited(response, what) {
  const chunks = [];
  let size = 0;
  const body = response.body;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new Problem(`${what} answered more than 1 MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (typeof cause === "object" && cause !== null && "code" in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : error.message;
}

// action/src/json.ts
var isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof Error && error.name === "SyntaxError") return void 0;
    throw error;
  }
}
var textOf = (value) => typeof value === "string" ? value : "";

// action/src/oidc.ts
async function oidcToken(fetch, env, audience, signal) {
  const [address, bearer] = [env["ACTIONS_ID_TOKEN_REQUEST_URL"], env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]];
  if (!address || !bearer) {
    throw new Problem(
      "This job has no OIDC token. Add `permissions: { contents: read, id-token: write }` to the job (pull requests from forks never get one)."
    );
  }
  const url = new URL(address);
  url.searchParams.set("audience", audience);
  const headers = { Authorization: `bearer ${bearer}`, Accept: "application/json" };
  const { status, text } = await request(fetch, "GitHub's token service", url, { headers, signal });
  const body = parseJson(text);
  const token = isRecord(body) ? body["value"] : void 0;
  if (status !== 200 || typeof token !== "string" || token === "") {
    throw new Problem(`GitHub's token service gave no token (status ${status}).`, status >= 500);
  }
  return token;
}

// action/src/reports.ts
import { readFile, stat } from "node:fs/promises";
import { join as join2 } from "node:path";

// action/src/glob.ts
import { readdir } from "node:fs/promises";
import { join } from "node:path";

// src/core/glob.ts
var matchesParts = (pattern, path, steps = { taken: 0 }) => wild(
  pattern,
  path,
  (part) => part === "**",
  (part, name) => matchesName(part, name, steps)
);
function matchesName(part, name, steps) {
  steps.taken += 1;
  if (part === "*") return name !== "";
  if (!part.includes("*") && !part.includes("?")) return part === name;
  return wild(
    Array.from(part),
    Array.from(name),
    (sign) => sign === "*",
    (sign, letter) => {
      steps.taken += 1;
      return sign === "?" || sign === letter;
    }
  );
}
function wild(pattern, text, isStar, fits) {
  let [at, star, from] = [0, -1, 0];
  for (let index = 0; index < text.length; ) {
    const one = pattern[at];
    if (one !== void 0 && isStar(one)) [star, at, from] = [at, at + 1, index];
    else if (one !== void 0 && fits(one, text[index])) [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, from, index] = [star + 1, from + 1, from + 1];
    else return false;
  }
  return pattern.slice(at).every(isStar);
}

// action/src/glob.ts
async function findFiles(root, patterns) {
  const wanted = patterns.map(
    (pattern) => pattern.replace(/^(?:\.\/)+/, "").split("/").filter((part) => part !== "")
  );
  const found = [];
  const visit = async (path) => {
    for (const entry of await readdir(join(root, ...path), { withFileTypes: true })) {
      const inner = [...path, entry.name];
      const skipped = entry.name === ".git" || entry.name === "node_modules";
      if (entry.isDirectory() && !skipped) await visit(inner);
      if (entry.isFile() && wanted.some((parts) => means(parts, inner))) found.push(inner.join("/"));
    }
  };
  if (wanted.length > 0) await visit([]);
  return found.sort();
}
function means(pattern, path) {
  if (matchesParts(pattern, path)) return true;
  return path.at(-1)?.endsWith(".xml") === true && matchesParts([...pattern, "**"], path);
}

// action/src/reports.ts
var MAX_FILES = 20;
var MAX_FILE_BYTES = 5 * 1024 * 1024;
var MAX_TOTAL_BYTES = 20 * 1024 * 1024;
async function readReports(workspace, patterns, warn) {
  const paths = await findFiles(workspace, patterns);
  if (patterns.length > 0 && paths.length === 0) warn(`No report file matches: ${patterns.join(", ")}`);
  if (paths.length > MAX_FILES) warn(`${paths.length} report files; only the first ${MAX_FILES} are sent.`);
  const reports = [];
  let total = 0;
  for (const path of paths.slice(0, MAX_FILES)) {
    const { size } = await stat(join2(workspace, path));
    if (size > MAX_FILE_BYTES) warn(`${path} is larger than 5 MB and is not sent.`);
    else if (total + size > MAX_TOTAL_BYTES) warn(`${path} is not sent: the reports together exceed 20 MB.`);
    else {
      total += size;
      reports.push({ path, content: await readFile(join2(workspace, path), "utf8") });
    }
  }
  return reports;
}

// action/src/send.ts
var BACKOFF_MS = [1e3, 3e3];
async function send(sending) {
  for (const pause of [...BACKOFF_MS, null]) {
    try {
      return await post(sending);
    } catch (error) {
      if (!(error instanceof Problem) || !error.retry || pause === null) throw error;
      sending.notice(`${error.message} Trying again in ${pause / 1e3} s.`);
      await sending.wait(pause, sending.signal);
      if (sending.signal.aborted) throw error;
    }
  }
  throw new Problem("heal was not told.");
}
async function post({ fetch, healUrl, token, body, signal }) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const url = new URL(`${healUrl.href.replace(/\/$/, "")}/api/reports`);
  const { status, text } = await request(fetch, "heal", url, { method: "POST", headers, body, signal });
  if (status === 202) return text;
  throw new Problem(explain(status), status >= 500 || status === 429 || status === 408);
}
function explain(status) {
  switch (status) {
    case 401:
      return "heal refused the token (401). Is the app installed for this repository, and does `audience` equal heal's address?";
    case 404:
      return "heal takes no reports at this address (404). Does heal-url point at heal?";
    case 413:
      return "The reports are too large for heal (413). Send fewer or smaller files.";
    default:
      return `heal answered ${status}.`;
  }
}

// action/src/markdown.ts
var NOTHING = "\u200B";
var MAX_CELL = 300;
function escapeMarkdown(text) {
  const line = [...text.replace(/\s+/g, " ").trim()];
  const cut = line.length > MAX_CELL ? `${line.slice(0, MAX_CELL - 1).join("")}\u2026` : line.join("");
  return cut.replace(/[\p{Cc}\p{Cf}]/gu, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/[\\`*_{}[\]()+\-.!|~^$]/g, "\\$&").replace(/@|#(?=\d)|:(?=\/\/)|www(?=\\\.)/gi, `$&${NOTHING}`);
}
var link = (label, href) => `[${escapeMarkdown(label)}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)`;
var table = (head, rows) => [head, head.map(() => "---"), ...rows.map((row) => row.map(escapeMarkdown))].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

// action/src/summary.ts
var MAX_ROWS = 50;
var TITLES = {
  analysing: "heal is analysing this job",
  known: "heal knows this failure",
  unknown: "heal does not know this failure"
};
function summaryOf(verdict) {
  const { failing, url, category, summary } = verdict;
  const rows = failing.slice(0, MAX_ROWS).map((test) => [test.suite, test.name, test.message]);
  const more = failing.length - rows.length;
  const parts = [
    `### ${TITLES[verdict.state]}`,
    category === "" ? "" : `**Category:** ${escapeMarkdown(category)}`,
    escapeMarkdown(summary),
    rows.length === 0 ? "" : table(["Suite", "Test", "Message"], rows),
    more > 0 ? `and ${more} more` : "",
    url === "" ? "" : link("Open in heal", url)
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}
`;
}
var problemSummary = (message) => `### heal was not told

${escapeMarkdown(message)}
`;

// action/src/verdict.ts
var STATES = ["analysing", "known", "unknown"];
function readVerdict(text, healUrl) {
  const body = parseJson(text);
  const verdict = isRecord(body) && isRecord(body["verdict"]) ? body["verdict"] : void 0;
  const state = STATES.find((known) => known === verdict?.["state"]);
  if (!isRecord(body) || verdict === void 0 || state === void 0) {
    throw new Problem("The answer is not heal's. Does heal-url point at heal?");
  }
  const failing = Array.isArray(verdict["failing"]) ? verdict["failing"].filter(isRecord) : [];
  return {
    delivery: textOf(body["delivery"]),
    state,
    category: textOf(verdict["category"]),
    summary: textOf(verdict["summary"]),
    incident: textOf(verdict["incident"]),
    url: ownPage(textOf(verdict["url"]), healUrl),
    failing: failing.map((test) => ({
      suite: textOf(test["suite"]),
      name: textOf(test["name"]),
      message: textOf(test["message"])
    }))
  };
}
function ownPage(text, healUrl) {
  const url = URL.canParse(text, healUrl.href) && text !== "" ? new URL(text, healUrl) : null;
  return url !== null && url.origin === healUrl.origin ? url.href : "";
}

// action/src/report.ts
async function report(deps) {
  const { env, workflow } = deps;
  try {
    const verdict = await tell(readInputs(env), deps);
    workflow.output("delivery", verdict.delivery);
    workflow.output("verdict", verdict.state);
    workflow.output("incident-url", verdict.url);
    workflow.summary(summaryOf(verdict));
    return 0;
  } catch (error) {
    const message = error instanceof Problem ? error.message : `Unexpected: ${String(error)}`;
    const fails = failsOnError(env);
    (fails ? workflow.error : workflow.warning)(message);
    workflow.summary(problemSummary(message));
    return fails ? 1 : 0;
  }
}
async function tell(inputs, { env, fetch, workflow, wait }) {
  const { healUrl, audience, patterns } = inputs;
  const reports = await readReports(env["GITHUB_WORKSPACE"] ?? ".", patterns, workflow.warning);
  const signal = AbortSignal.timeout(inputs.timeoutMs);
  const token = await oidcToken(fetch, env, audience, signal);
  workflow.mask(token);
  const body = JSON.stringify(bodyOf(env, inputs, reports));
  const answer = await send({ fetch, healUrl, token, body, signal, wait, notice: workflow.notice });
  return readVerdict(answer, healUrl);
}
var bodyOf = (env, { jobStatus }, reports) => ({
  schema: 1,
  job: env["GITHUB_JOB"] ?? "",
  run_id: Number(env["GITHUB_RUN_ID"]),
  run_attempt: Number(env["GITHUB_RUN_ATTEMPT"]),
  repository: env["GITHUB_REPOSITORY"] ?? "",
  sha: env["GITHUB_SHA"] ?? "",
  workflow: env["GITHUB_WORKFLOW"] ?? "",
  ...jobStatus === "" ? {} : { conclusion: jobStatus },
  reports
});

// action/src/workflow.ts
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
function workflowOf(env, write) {
  const command = (name, message) => write(`::${name}::${escape(message)}
`);
  const append = (path, text) => {
    if (path !== void 0 && path !== "") appendFileSync(path, text);
  };
  return {
    mask: (secret) => command("add-mask", secret),
    notice: (message) => command("notice", message),
    warning: (message) => command("warning", message),
    error: (message) => command("error", message),
    output: (name, value) => {
      const end = `end-${randomUUID()}`;
      append(env["GITHUB_OUTPUT"], `${name}<<${end}
${value}
${end}
`);
    },
    summary: (markdown) => append(env["GITHUB_STEP_SUMMARY"], markdown)
  };
}
var escape = (text) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

// action/src/main.ts
process.exitCode = await report({
  env: process.env,
  fetch: globalThis.fetch,
  workflow: workflowOf(process.env, (text) => void process.stdout.write(text)),
  // Being out of time ends the wait; what follows looks at the signal itself.
  wait: (ms, signal) => sleep(ms, void 0, { signal }).catch((error) => {
    if (!signal.aborted) throw error;
  })
});
