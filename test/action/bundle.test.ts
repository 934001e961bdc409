import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { bundle } from "../../action/src/bundle.js";
import { makeRepository, run, untimed } from "../simulator/runner/testing.js";
import { startServer, verdict } from "./heal-server.js";

const committed = () => readFileSync("action/dist/index.js", "utf8");

describe("the bundle", () => {
  it("is what its sources make", async () => {
    expect(await bundle(process.cwd())).toBe(committed());
  });

  it("needs nothing but Node", () => {
    const imports = [...committed().matchAll(/^import .* from "([^"]+)";$/gm)].map(([, from]) => from);
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((from) => !from?.startsWith("node:"))).toEqual([]);
  });
});

describe("action.yml", () => {
  it("is run by a workflow as people write it", async () => {
    const repository = makeRepository({ "junit.xml": "<testsuite/>" });
    const server = await startServer();
    server.answers.push({
      status: 202,
      body: { delivery: "d1", verdict: { ...verdict, url: "/incidents/inc_1" } },
    });
    const workflow = `
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    permissions: { contents: read, id-token: write }
    steps:
      - uses: actions/checkout@v4
      - run: exit 1
      - id: heal
        if: always()
        uses: acme/heal/action@v1
        with: { heal-url: ${server.url}, report: "*.xml" }
      - if: always()
        run: echo "\${{ steps.heal.outputs.verdict }} \${{ steps.heal.outputs.incident-url }}"
`;
    const told = await run(repository, workflow, {
      actions: { "acme/heal/action": "action" },
      oidc: { url: `${server.url}/token?v=1`, token: "oidc-request-token" },
    });
    await server.close();
    repository.remove();
    const { log = "", summary = "" } = told.jobs["test"] ?? {};
    expect(untimed(log)).toContain(`\nknown ${server.url}/incidents/inc_1\n`);
    expect(log).not.toContain("oidc.token.value");
    expect(summary).toContain("### heal knows this failure");
    expect(JSON.parse(server.received[1]?.body ?? "")).toMatchObject({
      job: "test",
      run_id: 100,
      run_attempt: 1,
      conclusion: "failure",
      reports: [{ path: "junit.xml", content: "<testsuite/>" }],
    });
  });

  it("declares each input that is read and each output that is written", () => {
    const manifest: unknown = parse(readFileSync("action/action.yml", "utf8"));
    const source = ["inputs", "report"].map((name) => readFileSync(`action/src/${name}.ts`, "utf8")).join("");
    const named = (pattern: RegExp) =>
      [...new Set([...source.matchAll(pattern)].map(([, name]) => name))].sort();
    const { inputs, outputs } = manifest as Record<string, object>;
    expect(Object.keys(inputs ?? {}).sort()).toEqual(named(/input\(env, "([a-z-]+)"\)/g));
    expect(Object.keys(outputs ?? {}).sort()).toEqual(named(/output\("([a-z-]+)"/g));
  });
});
