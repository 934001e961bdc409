import { randomUUID } from "node:crypto";
import { statfs } from "node:fs/promises";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";

/** Names the folder of the run's one PostgreSQL; the first test file that needs a database makes and starts it. */
export default async function setup() {
  process.env["TEST_POSTGRES_DIR"] = join(await place(), `heal-test-${randomUUID()}`);
  process.env["TEST_POSTGRES_OWNER"] = String(process.pid);
}

const MEMORY = "/dev/shm";
/** A run leaves up to 2 GB of files at a time; the rest is for whoever else wants memory. */
const ENOUGH_BYTES = 8 * 2 ** 30;

/** Each test database is a thousand small files that are made and removed: in memory that is half the work. */
async function place() {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize >= ENOUGH_BYTES && freemem() >= ENOUGH_BYTES ? MEMORY : tmpdir();
}
