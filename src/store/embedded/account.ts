import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Who runs the server. PostgreSQL refuses to run as root, so root hands it to an account without rights. */
export interface Account {
  uid: number;
  gid: number;
}

/** `null`: run it as ourselves. `owner` is the uid of existing data, which must stay its owner. */
export function serverAccount(owner: Account | null): Account | null {
  if (process.getuid?.() !== 0) return null;
  if (owner && owner.uid !== 0) return owner;
  // Without either name the numeric nobody of Linux still works for the server; initdb wants a name and says so.
  return named("postgres") ?? named("nobody") ?? { uid: 65534, gid: 65534 };
}

function named(name: string): Account | null {
  let lines: string[];
  try {
    lines = readFileSync("/etc/passwd", "utf8").split("\n");
  } catch {
    return null;
  }
  const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(":");
  const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
  return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { uid, gid } : null;
}

/** Whether the account may read a file and pass through every folder above it, by the mode bits. */
export function canReach(path: string, account: Account): boolean {
  for (let at = path, wanted = 5; ; at = dirname(at), wanted = 1) {
    const { mode, uid, gid } = statSync(at);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    if (((mode >> shift) & wanted) !== wanted) return false;
    if (dirname(at) === at) return true;
  }
}

/** Path by which the server reaches its own working folder, also below folders it may not pass through. */
export const ownFolder = (path: string, account: Account | null): string =>
  account && process.platform === "linux" ? "/proc/self/cwd" : path;
