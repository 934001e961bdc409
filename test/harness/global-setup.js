import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Names the folder of the run's one PostgreSQL; the first test file that needs a database makes and starts it. */
export default async function setup() {
  process.env["TEST_POSTGRES_DIR"] = join(tmpdir(), `heal-test-${randomUUID()}`);
  process.env["TEST_POSTGRES_OWNER"] = String(process.pid);
}
