import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

const root = resolve(process.env.HEAL_DATASETS ?? "../shared/datasets");

/** A file of a data set, unpacked. Throws with the way out when the data sets are not there. */
export function dataset(path: string): Buffer {
  const file = join(root, path);
  if (!existsSync(file))
    throw new Error(`${file} is absent: set HEAL_DATASETS to the folder of the data sets`);
  const bytes = readFileSync(file);
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

/** The rows of a `.jsonl` or `.jsonl.gz` file; their shape is the data set's own. */
export const jsonl = <T>(path: string): T[] =>
  dataset(path)
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
