import { afterEach, describe, expect, it } from "@jest/globals";
import { asInstallation } from "./client.test-helper.js";
import { startSimulator } from "./index.js";
import type { Simulator, SimulatorOptions } from "./index.js";

let simulator: Simulator | undefined;
const name = { owner: "acme", repo: "shop" };

async function start(options: SimulatorOptions) {
  simulator = await startSimulator(options);
  const repo = await simulator.repository("acme/shop", { files: { a: "1" } });
  return { simulator, repo, ...asInstallation(simulator, repo.installationId) };
}
afterEach(async () => {
  await simulator?.close();
});

describe("options", () => {
  it("pathPrefix: REST begins at the root, pages still answer", async () => {
    const { simulator: github, rest } = await start({ pathPrefix: "" });
    expect(github.apiUrl).toBe(github.url);
    expect((await rest.repos.get(name)).data.full_name).toBe("acme/shop");
    expect(await (await fetch(`${github.url}/acme/shop`)).text()).toContain("<h1>acme/shop</h1>");
    expect(github.violations).toEqual([]);
  });

  it("searchLagMs: a new issue is found later", async () => {
    let now = new Date();
    const { repo, rest } = await start({ searchLagMs: 5000, now: () => now });
    await repo.issue({ title: "fresh", author: "mia" });
    const search = async () =>
      (await rest.search.issuesAndPullRequests({ q: "repo:acme/shop fresh" })).data.total_count;
    expect(await search()).toBe(0);
    now = new Date(now.getTime() + 5000);
    expect(await search()).toBe(1);
  });

  it("permissions and events: the App has those and no others", async () => {
    const { simulator: github, rest } = await start({ permissions: { contents: "read" }, events: ["push"] });
    expect(github.app.permissions).toEqual({ contents: "read" });
    await expect(rest.issues.listForRepo(name)).rejects.toMatchObject({ status: 403 });
  });
});

describe("the search's words", () => {
  it.each([
    ['is:issue "two words"', 1],
    ["is:issue -label:heal", 1],
    ["label:heal is:open", 1],
    ["author:mia", 2],
    ["is:pr", 0],
    ["two heal-marker:abc", 1],
  ])("%s", async (q, count) => {
    const { repo, rest } = await start({});
    await repo.issue({ title: "two words", body: "<!-- heal-marker:abc -->", author: "mia" });
    await repo.issue({ title: "words two", author: "mia", labels: ["heal"] });
    const { data } = await rest.search.issuesAndPullRequests({ q: `repo:acme/shop ${q}` });
    expect(data.total_count).toBe(count);
  });
});
