import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { asInstallation } from "./client.test-helper.js";
import { startSimulator } from "./index.js";
import type { Repo, Simulator } from "./index.js";

let simulator: Simulator;
let repo: Repo;
let octokit: ReturnType<typeof asInstallation>;
const name = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  simulator = await startSimulator();
  repo = await simulator.repository("acme/shop", { files: { a: "1" } });
});
beforeEach(() => {
  octokit = asInstallation(simulator, repo.installationId);
});
afterAll(async () => {
  await simulator.close();
});

const issues = { method: "POST", path: /\/repos\/acme\/shop\/issues$/ };

describe("faults", () => {
  it.each([
    ["rate-limited", { "x-ratelimit-remaining": "0" }],
    ["secondary-limited", { "retry-after": "7" }],
  ] as const)("%s answers 403 as GitHub does, the given number of times", async (kind, headers) => {
    simulator.setFault(issues, { kind, retryAfterSeconds: 7 }, 1);
    const before = repo.issues().length;
    await expect(octokit.rest.issues.create({ ...name, title: kind })).rejects.toMatchObject({
      status: 403,
      response: { headers },
    });
    expect(repo.issues()).toHaveLength(before);
    await octokit.rest.issues.create({ ...name, title: kind });
    expect(repo.issues()).toHaveLength(before + 1);
  });

  it("does the effect and drops the answer", async () => {
    simulator.setFault(issues, { kind: "after-effect-drop" }, 1);
    const before = repo.issues().length;
    await expect(octokit.rest.issues.create({ ...name, title: "once" })).rejects.toThrow();
    expect(repo.issues()).toHaveLength(before + 1);
  });

  it("answers what it is told until taken away", async () => {
    const undo = simulator.setFault({ path: /\/issues/ }, { status: 502, body: { message: "Bad gateway" } });
    await expect(octokit.rest.issues.listForRepo(name)).rejects.toMatchObject({ status: 502 });
    await expect(octokit.rest.issues.listForRepo(name)).rejects.toMatchObject({ status: 502 });
    undo();
    expect((await octokit.rest.issues.listForRepo(name)).status).toBe(200);
  });

  it("cuts a body off, and sends an empty one", async () => {
    simulator.setFault({ path: /\/repos\/acme\/shop$/ }, { kind: "cut-off" }, 1);
    const token = simulator.token("eve");
    const url = `${simulator.apiUrl}/repos/acme/shop`;
    const cut = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    await expect(cut.text()).rejects.toThrow();
    simulator.setFault({ path: /\/repos\/acme\/shop$/ }, { kind: "empty" }, 1);
    expect(await (await fetch(url)).text()).toBe("");
    expect((await fetch(url)).status).toBe(200);
  });
});

describe("conditional requests", () => {
  it("answer 304 to a known ETag and do not count against the limit", async () => {
    const url = `${simulator.apiUrl}/repos/acme/shop/branches`;
    const headers = { authorization: `Bearer ${simulator.token("zoe")}` };
    const first = await fetch(url, { headers });
    const again = await fetch(url, {
      headers: { ...headers, "if-none-match": first.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
    expect(again.headers.get("x-ratelimit-used")).toBe(first.headers.get("x-ratelimit-used"));
  });
});
