import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ProbotOctokit } from "probot";
import type { Octokit } from "../../src/github/client.js";
import { createHookDeliveries } from "../../src/github/hook-deliveries.js";

const ID = "9007199254740993";
let server: Server;
let octokit: Octokit;
let answer: { status?: number; body: string; link?: string };
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`);
    res.writeHead(answer.status ?? 200, {
      "content-type": "application/json",
      ...(answer.link ? { link: answer.link } : {}),
    });
    res.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  octokit = new ProbotOctokit({
    auth: { token: "x" },
    baseUrl,
    retry: { enabled: false },
    throttle: { enabled: false },
  });
});
afterAll(() => void server.close());

const hooks = () => createHookDeliveries({ app: async () => octokit });
const entry = (change: string) =>
  `{"id": ${ID}, "guid": "g-1", "delivered_at": "2026-03-01T10:00:00Z", "redelivery": false, "duration": 0.1,
    "status": "OK", "status_code": 200, "event": "push", "action": null, "installation_id": 1, "repository_id": 1${change}}`;

describe("GitHub's list of deliveries", () => {
  it("is read with ids beyond 2^53 and the next page's cursor", async () => {
    answer = {
      body: `[${entry("")}, ${entry(', "status_code": 502')}]`,
      link: '<http://x/app/hook/deliveries?per_page=100&cursor=v1_123>; rel="next"',
    };
    const one = { id: ID, guid: "g-1", deliveredAt: new Date("2026-03-01T10:00:00Z"), event: "push" };
    expect(await hooks().list()).toEqual({
      deliveries: [
        { ...one, delivered: true },
        { ...one, delivered: false },
      ],
      next: "v1_123",
    });
    expect(asked.at(-1)).toBe("GET /app/hook/deliveries?per_page=100&status=failure");
    answer = { body: "[]" };
    expect(await hooks().list("v1_123")).toEqual({ deliveries: [], next: null });
    expect(asked.at(-1)).toContain("cursor=v1_123");
  });

  it.each([
    ["cut", { body: "[{" }, "HEAL_GITHUB_UNAVAILABLE"],
    ["no list", { body: '{"message":"hm"}' }, "HEAL_GITHUB_UNAVAILABLE"],
    ["an error", { status: 502, body: "{}" }, "HEAL_GITHUB_UNAVAILABLE"],
  ])("that is %s is an error, not an empty list", async (_name, given, code) => {
    answer = given;
    await expect(hooks().list()).rejects.toMatchObject({ code });
  });
});

describe("one delivery", () => {
  it("has its payload, or null when GitHub no longer has it", async () => {
    answer = { body: `{"id": ${ID}, "request": {"headers": {}, "payload": {"ref": "x", "id": ${ID}}}}` };
    expect(await hooks().payload(ID)).toMatchObject({ ref: "x" });
    expect(asked.at(-1)).toBe(`GET /app/hook/deliveries/${ID}`);
    answer = { status: 404, body: '{"message":"Not Found"}' };
    expect(await hooks().payload(ID)).toBeNull();
    answer = { body: "{}" };
    expect(await hooks().payload(ID)).toBeNull();
  });

  it("is sent again by its id alone", async () => {
    answer = { status: 202, body: "{}" };
    await hooks().redeliver(ID);
    expect(asked.at(-1)).toBe(`POST /app/hook/deliveries/${ID}/attempts`);
    await expect(hooks().redeliver("../../x")).rejects.toMatchObject({ code: "HEAL_INPUT_INVALID" });
  });
});
