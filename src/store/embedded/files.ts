import { open, stat } from "node:fs/promises";

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw error;
    },
  );

/** Written for the owner alone, and on the disk when this returns. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

export function alive(pid: number): boolean {
  // 0 and below would ask about process groups.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another account's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Ten megabytes of warnings are enough to understand. */
export const tooLong = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ size }) => size > 10_000_000,
    () => false,
  );
