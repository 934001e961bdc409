import { folded, unportable } from "../patch/names.js";
import type { Check, Objection } from "./check.js";

/** A path that one system reads otherwise than another is judged as one file and lands as another. */
export const portablePaths: Check = {
  name: "portable-paths",
  says: "every path names the same file on every system",
  run: ({ files }) => {
    const objections: Objection[] = [];
    const seen = new Map<string, string>();
    for (const { path, oldPath } of files) {
      for (const name of oldPath === undefined ? [path] : [path, oldPath]) {
        const why = unportable(name);
        if (why !== null) objections.push({ path: name, reason: `the path ${why}` });
      }
      const key = path.split("/").map(folded).join("/");
      const other = seen.get(key);
      if (other !== undefined)
        objections.push({
          path,
          reason: `the path differs from ${JSON.stringify(other)} only in its letters' form`,
        });
      seen.set(key, path);
    }
    return objections;
  },
};
