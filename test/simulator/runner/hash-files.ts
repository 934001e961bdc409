import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { findFiles } from "./globs.js";

/** SHA-256 over the SHA-256 of each file, as hashFiles() does; empty where nothing matches. */
export function hashFiles(workspace: string, patterns: string[]): string {
  const { files } = findFiles(workspace, patterns);
  if (files.length === 0) return "";
  const whole = createHash("sha256");
  for (const file of files) whole.update(createHash("sha256").update(readFileSync(file)).digest());
  return whole.digest("hex");
}
