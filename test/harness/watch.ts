import { spawn } from "node:child_process";

/**
 * Ends the test server and its folder when the run that owns it is gone, however it went: a small process that looks
 * every half second. Plain text for `node -e`, as it must run without the compiled tree.
 */
const WATCHER = `
const { readFileSync, existsSync, rmSync } = require("node:fs");
const [dataDir, owner] = process.argv.slice(1);
const alive = (pid) => { try { process.kill(pid, 0); return true; } catch (error) { return error.code === "EPERM"; } };
const timer = setInterval(() => {
  if (!existsSync(dataDir)) return clearInterval(timer);
  if (alive(Number(owner))) return;
  try {
    process.kill(Number(readFileSync(dataDir + "/cluster/data/postmaster.pid", "utf8").split("\\n")[0]), "SIGQUIT");
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "ESRCH") throw error;
    clearInterval(timer);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}, 500);
`;

export function watch(dataDir: string, owner: number): void {
  spawn(process.execPath, ["-e", WATCHER, dataDir, String(owner)], {
    detached: true,
    stdio: "ignore",
  }).unref();
}
