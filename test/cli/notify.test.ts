import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runCli } from "../../src/cli/program.js";
import { farSide, type FarSide } from "../escalation/notifiers/far-side.js";
import { SECRET } from "../escalation/notifiers/targets.js";

let side: FarSide;
let dataDir: string;
beforeEach(async () => {
  side = await farSide();
  dataDir = await mkdtemp(join(tmpdir(), "heal-notify-"));
});
afterEach(async () => {
  await side.close();
  await rm(dataDir, { recursive: true });
});

function collector() {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString("utf8"));
      done();
    },
  });
  return { stream, text: () => chunks.join("") };
}

async function notify(args: string[], env: Record<string, string> = {}) {
  const [out, err] = [collector(), collector()];
  const code = await runCli(["notify", ...args], {
    stdin: Readable.from([]),
    stdout: out.stream,
    stderr: err.stream,
    env: {
      HEAL_DATA_DIR: dataDir,
      HEAL_NOTIFY_ALLOW_PRIVATE: "true",
      HEAL_NOTIFY_HOOK: `webhook:${SECRET}@${side.url}/hook`,
      HEAL_NOTIFY_SLACK_ONCALL: `slack:${side.url}/services/T0/B0/${SECRET}`,
      ...env,
    },
  });
  expect(out.text() + err.text()).not.toContain(SECRET);
  return { code, out: out.text(), err: err.text() };
}

describe("heal notify test", () => {
  it("sends a test through each notifier", async () => {
    expect(await notify(["test"])).toEqual({ code: 0, out: "hook: sent\nslack-oncall: sent\n", err: "" });
    expect(side.heard.map(({ path }) => path.split("/")[1])).toEqual(["hook", "services"]);
    for (const { body } of side.heard) expect(body).toContain("[test] heal can tell people here");
  });

  it("or through one of them", async () => {
    expect(await notify(["test", "slack-oncall"])).toMatchObject({ code: 0, out: "slack-oncall: sent\n" });
    expect(side.heard).toHaveLength(1);
  });

  it("says which was not sent and why, a line each, and fails", async () => {
    side.answer = (response, { path }) =>
      void response.writeHead(path === "/hook" ? 202 : 403).end("action_prohibited");
    expect(await notify(["test"])).toMatchObject({
      code: 1,
      out: "hook: sent\nslack-oncall: not sent: answered 403: action_prohibited\n",
    });
    const { out } = await notify(["test", "--json"]);
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { notifier: "hook", sent: true, reason: null },
      { notifier: "slack-oncall", sent: false, reason: "answered 403: action_prohibited" },
    ]);
  });

  it("sends nothing to a private address without leave", async () => {
    const https = side.url.replace("http:", "https:");
    const { code, out } = await notify(["test", "hook"], {
      HEAL_NOTIFY_ALLOW_PRIVATE: "false",
      HEAL_NOTIFY_HOOK: `webhook:${SECRET}@${https}/hook`,
      HEAL_NOTIFY_SLACK_ONCALL: `slack:${https}/services/${SECRET}`,
    });
    expect([code, out]).toEqual([1, expect.stringContaining("its address is not a public one")]);
    expect(side.heard).toEqual([]);
  });

  it("is bad usage of a name that no notifier bears, and fails where none is configured", async () => {
    expect(await notify(["test", "pager"])).toMatchObject({
      code: 2,
      err: "heal: there is no notifier pager; there are: hook, slack-oncall\n",
    });
    expect(await notify(["tets"])).toMatchObject({ code: 2 });
  });

  it("names a setting that has not its form, and keeps the value to itself", async () => {
    const { code, err } = await notify(["test"], { HEAL_NOTIFY_HOOK: `webhook:${SECRET}` });
    expect([code, err]).toEqual([1, expect.stringContaining("HEAL_NOTIFY_HOOK has not the form")]);
  });
});
