import { folded, unportable } from "../patch/names.js";
import type { PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext, type Objection } from "./check.js";

/** A path that one system reads otherwise than another is judged as one file and lands as another. */
export const portablePaths: Check = {
  name: "portable-paths",
  says: "every path names the same file on every system",
  run: ({ files }, context) => {
    const objections: Objection[] = [];
    const seen = new Map<string, string>();
    for (const { path, oldPath } of files) {
      for (const name of oldPath === undefined ? [path] : [path, oldPath]) {
        const why = unportable(name);
        if (why !== null) objections.push({ path: name, reason: `the path ${why}` });
      }
      const key = keyOf(path);
      const other = seen.get(key);
      if (other !== undefined) objections.push(twins(path, other));
      seen.set(key, path);
    }
    return isAgent(context) ? [...objections, ...newNames(files, context)] : objections;
  },
};

const keyOf = (path: string): string => path.split("/").map(folded).join("/");
const twins = (path: string, other: string): Objection => ({
  path,
  reason: `the path differs from ${JSON.stringify(other)} only in its letters' form`,
});

/** Neither an option, nor hidden, nor with anything that a shell or a pattern reads. */
const isPlainName = (segment: string): boolean => /^[\w+@][\w.+@-]*$/.test(segment);

/** Names that an agent makes up: plain, and none that is there already in other letters, be it of a folder. */
function newNames(files: readonly PatchFile[], { headPaths }: CheckContext): Objection[] {
  const added = files.filter(({ status }) => status === "added" || status === "renamed");
  const odd = added.filter(({ path }) => !path.split("/").every(isPlainName));
  const found: Objection[] = odd.map(({ path }) => ({
    path,
    reason: "the path of a new file has a part that programs may read as more than a name",
  }));
  if (added.length === 0 || !headPaths) return found;
  const wanted = added.flatMap(({ path, oldPath }) =>
    path.split("/").map((_segment, i, parts) => {
      const name = parts.slice(0, i + 1).join("/");
      return { path, oldPath, name, key: keyOf(name) };
    }),
  );
  for (const there of headPaths) {
    const key = keyOf(there);
    for (const one of wanted) {
      if (key !== one.key && !key.startsWith(`${one.key}/`)) continue;
      const name = there.split("/").slice(0, one.name.split("/").length).join("/");
      if (name !== one.name && there !== one.oldPath) found.push(twins(one.path, name));
    }
  }
  return found.slice(0, files.length);
}
