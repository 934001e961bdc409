import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { asApp, Receiver } from "./client.test-helper.js";
import { startSimulator } from "./index.js";
import type { Repo, Simulator } from "./index.js";

const run = promisify(execFile);
let simulator: Simulator;
let repo: Repo;
let receiver: Receiver;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator();
  receiver = await new Receiver().start();
  simulator.setWebhookUrl(receiver.url);
  repo = await simulator.repository("acme/private", { files: { "README.md": "secret\n" }, private: true });
  folder = await mkdtemp(join(tmpdir(), "clone-"));
});
afterAll(async () => {
  await simulator.close();
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
});

function git(cwd: string, ...args: string[]): Promise<{ stdout: string }> {
  const env = {
    ...process.env,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ASKPASS: "true",
  };
  const who = ["-c", "user.name=codegen-sh[bot]", "-c", "user.email=c@example.com"];
  return run("git", [...who, ...args], { cwd, env });
}

it("clones and pushes with a token, and refuses without one", async () => {
  const token = simulator.token("codegen-sh[bot]", "bot");
  const plain = `${simulator.url}/acme/private.git`;
  await expect(git(folder, "clone", "--quiet", plain, "none")).rejects.toThrow();
  await git(folder, "clone", "--quiet", plain.replace("://", `://x-access-token:${token}@`), "clone");
  const clone = join(folder, "clone");
  expect(await readFile(join(clone, "README.md"), "utf8")).toBe("secret\n");
  await writeFile(join(clone, "new.txt"), "pushed\n");
  await git(clone, "checkout", "--quiet", "-b", "codegen/fix");
  await git(clone, "add", ".");
  await git(clone, "commit", "--quiet", "-m", "fix");
  await git(clone, "push", "--quiet", "origin", "codegen/fix");
  await simulator.quiet();
  expect(await repo.file("codegen/fix", "new.txt")).toBe("pushed\n");
  expect(simulator.effects).toMatchObject([
    { kind: "branch", actor: "codegen-sh[bot]", detail: { branch: "codegen/fix" } },
  ]);
  expect(receiver.names()).toEqual(["push"]);
  expect(simulator.violations).toEqual([]);
});

it("takes back a push of workflow files by an App without the workflows permission", async () => {
  const { data } = await asApp(simulator).rest.apps.createInstallationAccessToken({
    installation_id: repo.installationId,
    permissions: { contents: "write" },
  });
  const clone = join(folder, "app");
  await git(
    folder,
    "clone",
    "--quiet",
    `http://x-access-token:${data.token}@${simulator.host}/acme/private.git`,
    "app",
  );
  await git(clone, "checkout", "--quiet", "-b", "sneaky");
  await run("mkdir", ["-p", join(clone, ".github/workflows")]);
  await writeFile(join(clone, ".github/workflows/x.yml"), "on: push\n");
  await git(clone, "add", ".");
  await git(clone, "commit", "--quiet", "-m", "sneaky");
  await git(clone, "push", "--quiet", "origin", "sneaky");
  expect(await repo.file("sneaky", ".github/workflows/x.yml")).toBeNull();
});
