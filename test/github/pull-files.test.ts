import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { systemClock } from "../../src/core/clock.js";
import type { RepositoryRef } from "../../src/events/event.js";
import { connect } from "../../src/github/connect.js";
import { createPulls } from "../../src/github/pulls.js";
import type { Pulls } from "../../src/github/port.js";
import { parseSettings } from "../../src/intake/settings.js";
import { startSimulator, type Repo, type Simulator } from "../simulator/index.js";

let github: Simulator;
let pulls: Pulls;
let repo: Repo;
let at: RepositoryRef;
beforeAll(async () => {
  github = await startSimulator();
  const parsed = parseSettings({
    ...{ APP_ID: String(github.app.id), PRIVATE_KEY: github.app.privateKey },
    ...{ WEBHOOK_SECRET: github.app.webhookSecret, GHE_HOST: github.host, GHE_PROTOCOL: "http" },
  });
  if (!parsed.ok) throw new Error(parsed.problems.join("; "));
  const client = connect(parsed.settings, github.app.privateKey, { clock: systemClock, paced: false });
  pulls = createPulls(client, async () => github.app.login);
  repo = await github.repository("acme/web", { files: { "old.yml": "a: 1\nb: 2\nc: 3\n" } });
  at = { fullName: repo.fullName, id: repo.id, installationId: repo.installationId };
});
afterAll(() => github.close());
beforeEach(() => void (github.requests.length = 0));

const pages = () => github.requests.filter(({ path }) => path.includes("/files")).map(({ path }) => path);

it("reads all pages, with where a file was before", async () => {
  const files = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`f${i}.txt`, `${i}\n`]));
  const { number } = await repo.pullRequest({
    ...{ head: "many", title: "Many" },
    files: { ...files, "old.yml": null, "new.yml": "a: 1\nb: 2\nc: 3\n" },
  });
  const found = await pulls.pullFiles(at, number);
  expect(found.whole).toBe(true);
  expect(found.files).toHaveLength(121);
  expect(found.files).toContainEqual({
    ...{ filename: "new.yml", previous_filename: "old.yml", status: "renamed" },
  });
  expect(pages().map((path) => path.split("?")[1])).toEqual(["per_page=100&page=1", "per_page=100&page=2"]);
  expect(github.violations).toEqual([]);
});

it("ends after the 3,000 files that GitHub lists, and says that there may be more", async () => {
  const body = Array.from({ length: 100 }, (_, i) => ({ filename: `f${i}`, status: "added" }));
  const end = github.setFault({ path: /\/pulls\/\d+\/files/ }, { status: 200, body });
  const found = await pulls.pullFiles(at, 1);
  end();
  expect([found.files.length, found.whole, pages().length]).toEqual([3_000, false, 30]);
});
