import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The folders of one job, all below one temporary folder. */
export interface Sandbox {
  root: string;
  home: string;
  temp: string;
  tools: string;
  workspace: string;
}

export function makeSandbox(repository: string): Sandbox {
  const root = mkdtempSync(join(realpathSync(tmpdir()), "heal-runner-"));
  const name = repository.split("/")[1] ?? "repository";
  const sandbox = {
    root,
    home: join(root, "home"),
    temp: join(root, "work", "_temp"),
    tools: join(root, "tools"),
    workspace: join(root, "work", name, name),
  };
  for (const folder of [sandbox.home, sandbox.temp, sandbox.tools, sandbox.workspace]) {
    mkdirSync(folder, { recursive: true });
  }
  return sandbox;
}

export const removeSandbox = (sandbox: Sandbox): void =>
  rmSync(sandbox.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
