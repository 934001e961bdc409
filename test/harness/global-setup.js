import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Names the folder of the run's one PostgreSQL; the first test file that needs a database starts it there. */
export default async function setup() {
  process.env["TEST_POSTGRES_DIR"] = await mkdtemp(join(tmpdir(), "heal-test-"));
  process.env["TEST_POSTGRES_OWNER"] = String(process.pid);
}
