import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, jwtVerify } from "jose";
import type { JSONWebKeySet } from "jose";
import { asApp, asInstallation, withToken } from "./client.test-helper.js";
import { startSimulator } from "./index.js";
import type { Repo, Simulator } from "./index.js";

let simulator: Simulator;
let repo: Repo;
let now = new Date("2026-01-01T00:00:00Z");
const name = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  now = new Date();
  simulator = await startSimulator({ now: () => now });
  repo = await simulator.repository("acme/shop", { files: { a: "1" }, private: true });
  await simulator.repository("acme/other", { files: { a: "1" }, private: true });
  await simulator.repository("acme/bare", { files: { a: "1" }, private: true, installed: false });
});
afterAll(async () => {
  await simulator.close();
});

describe("what a token may do", () => {
  it("ends with the installation's grant, and the answer names what is missing", async () => {
    const run = await repo.scriptedRun({ jobs: [{ name: "t", conclusion: "failure", log: "x" }] });
    const { rest } = asInstallation(simulator, repo.installationId);
    await rest.actions.getWorkflowRun({ ...name, run_id: run.id }); // the token exists before the grant shrinks
    simulator.setAppPermissions({ actions: "read" });
    await expect(rest.actions.reRunWorkflowFailedJobs({ ...name, run_id: run.id })).rejects.toMatchObject({
      status: 403,
      response: {
        data: { message: "Resource not accessible by integration" },
        headers: { "x-accepted-github-permissions": "actions=write" },
      },
    });
    expect(repo.runs()[0]?.attempt).toBe(1);
    simulator.setAppPermissions({ actions: "write" });
    await rest.actions.reRunWorkflowFailedJobs({ ...name, run_id: run.id });
  });

  it("does not reach repositories outside of it", async () => {
    const { data } = await asApp(simulator).rest.apps.createInstallationAccessToken({
      installation_id: repo.installationId,
      repository_ids: [repo.id],
    });
    const { rest } = withToken(simulator, data.token);
    await rest.repos.get(name);
    await expect(rest.repos.get({ owner: "acme", repo: "other" })).rejects.toMatchObject({ status: 404 });
    await expect(
      asInstallation(simulator, repo.installationId).rest.repos.get({ owner: "acme", repo: "bare" }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it("ends after an hour", async () => {
    const { data } = await asApp(simulator).rest.apps.createInstallationAccessToken({
      installation_id: repo.installationId,
    });
    const { rest } = withToken(simulator, data.token);
    await rest.repos.get(name);
    const before = now;
    now = new Date(before.getTime() + 3_600_001);
    await expect(rest.repos.get(name)).rejects.toMatchObject({ status: 401 });
    now = before;
  });

  it("of a person follows their role", async () => {
    const { rest } = withToken(simulator, simulator.token("reader"));
    simulator.setPermission("acme/shop", "reader", "read");
    await rest.issues.create({ ...name, title: "readers may" });
    const put = { ...name, path: "b", message: "no", content: "eA==" };
    await expect(rest.repos.createOrUpdateFileContents(put)).rejects.toMatchObject({ status: 403 });
    simulator.setPermission("acme/shop", "reader", "none");
    await expect(rest.repos.get(name)).rejects.toMatchObject({ status: 404 });
  });

  it("of a person with a token is to write, also in repositories made later", async () => {
    const { rest } = withToken(simulator, simulator.token("trusted"));
    await simulator.repository("acme/later", { files: { a: "1" }, private: true });
    const put = { owner: "acme", repo: "later", path: "b", message: "yes", content: "eA==" };
    expect((await rest.repos.createOrUpdateFileContents(put)).status).toBe(201);
  });

  it("is refused without credentials or with wrong ones", async () => {
    const url = `${simulator.apiUrl}/repos/acme/shop`;
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(url, { headers: { authorization: "Bearer nonsense" } })).status).toBe(401);
    expect((await fetch(`${simulator.apiUrl}/app`)).status).toBe(401);
  });
});

describe("requests GitHub does not know", () => {
  it("are violations", async () => {
    expect(simulator.violations).toEqual([]);
    const headers = { authorization: `Bearer ${simulator.token("odd")}` };
    await fetch(`${simulator.apiUrl}/repos/acme/shop/nonsense`, { headers });
    await fetch(`${simulator.apiUrl}/repos/acme/shop/issues?colour=red`, { headers });
    const body = JSON.stringify({ title: 7, labels: "no" });
    const answer = await fetch(`${simulator.apiUrl}/repos/acme/shop/labels`, {
      method: "POST",
      headers,
      body,
    });
    expect(answer.status).toBe(422);
    expect(simulator.violations.splice(0).map((one) => one.split(" ").slice(0, 2).join(" "))).toEqual(
      expect.arrayContaining([
        "GET /repos/acme/shop/nonsense:",
        "GET /repos/{owner}/{repo}/issues:",
        "POST /repos/{owner}/{repo}/labels",
      ]),
    );
  });
});

describe("registering the App from a manifest", () => {
  it("answers a code that is exchanged once", async () => {
    const form = new URLSearchParams({
      manifest: JSON.stringify({
        url: "http://heal.example",
        redirect_url: "http://heal.example/probot/setup",
      }),
    });
    const url = `${simulator.url}/settings/apps/new?state=abc`;
    const answer = await fetch(url, { method: "POST", body: form, redirect: "manual" });
    const to = new URL(answer.headers.get("location") ?? "");
    expect([answer.status, to.pathname, to.searchParams.get("state")]).toEqual([302, "/probot/setup", "abc"]);
    const exchange = `${simulator.apiUrl}/app-manifests/${to.searchParams.get("code")}/conversions`;
    const made = await fetch(exchange, { method: "POST" });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ id: simulator.app.id, pem: simulator.app.privateKey });
    expect((await fetch(exchange, { method: "POST" })).status).toBe(404);
    expect(simulator.violations).toEqual([]);
  });
});

describe("OIDC", () => {
  it("publishes the keys its discovery document names", async () => {
    const base = `${simulator.url}/_oidc`;
    const found = (await (await fetch(`${base}/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      jwks_uri: string;
    };
    expect(found.issuer).toBe(base);
    const keys = createLocalJWKSet((await (await fetch(found.jwks_uri)).json()) as JSONWebKeySet);
    await expect(jwtVerify("eyJhbGciOiJSUzI1NiJ9.e30.AAAA", keys)).rejects.toThrow();
    expect((await fetch(`${base}/token?audience=heal`)).status).toBe(401);
  });
});
