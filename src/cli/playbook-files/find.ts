import { isUtf8 } from "node:buffer";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { HealError, reasonOf } from "../../core/errors.js";

/** Where heal.yml stands, and playbooks unless it says otherwise. */
export const CONFIG = ".github/heal.yml";

/** More than heal reads of a playbook or a heal.yml: the rest is not even loaded. */
const MOST_BYTES = 1024 * 1024;

export const isConfig = (file: string): boolean => /^heal\.ya?ml$/.test(basename(file));

const unreadable = (reason: string, cause?: unknown) =>
  new HealError("HEAL_INPUT_UNREADABLE", reason, { cause });

/** A path, or the playbooks right in a folder, as heal takes them. Throws `HEAL_INPUT_UNREADABLE` where there is none. */
export async function playbooksAt(path: string): Promise<string[]> {
  if (!(await statOf(path)).isDirectory()) return [path];
  const names = (await reading(readdir(path))).filter((name) => /\.ya?ml$/.test(name)).sort();
  if (names.length === 0) throw unreadable("no .yml or .yaml file is in this folder");
  return names.map((name) => join(path, name));
}

/** A file's text. Throws `HEAL_INPUT_UNREADABLE` for what is no plain file of UTF-8. */
export async function textOf(file: string): Promise<string> {
  const found = await statOf(file);
  if (!found.isFile()) throw unreadable("it is no plain file");
  if (found.size > MOST_BYTES) throw unreadable(`${found.size} bytes; at most ${MOST_BYTES} are read`);
  const bytes = await reading(readFile(file));
  if (!isUtf8(bytes)) throw unreadable("it is not UTF-8");
  return new TextDecoder().decode(bytes);
}

const statOf = (path: string) => reading(stat(path));

async function reading<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw unreadable(reasonOf(error), error);
  }
}
