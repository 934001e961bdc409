import { readFile, rm } from "node:fs/promises";

/** Immediate shutdown: nobody needs the data again. */
export default async function teardown() {
  const folder = process.env["TEST_POSTGRES_DIR"];
  const read = () => readFile(`${folder}/cluster/data/postmaster.pid`, "utf8").catch(() => "");
  const pid = Number((await read()).split("\n")[0]);
  if (pid > 0) process.kill(pid, "SIGQUIT");
  for (let i = 0; i < 200 && (await read()) !== ""; i++) await new Promise((done) => setTimeout(done, 10));
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
