import { isAgent, type Check } from "./check.js";
import { compareManifest } from "../manifests/compare.js";

/** An agent may change dependencies in package.json, not what is run. */
export const packageScripts: Check = {
  name: "package-scripts",
  says: "no script of package.json is changed",
  run: ({ files }, context) =>
    isAgent(context)
      ? files
          .filter(({ path }) => path.slice(path.lastIndexOf("/") + 1) === "package.json")
          .flatMap((file) => {
            const found = compareManifest(file, context);
            const { path } = file;
            if ("unreadable" in found)
              return [{ path, reason: `its scripts cannot be compared: ${found.unreadable}` }];
            return found.verdicts
              .flatMap((one) => (one.kind === "script" ? [{ path, reason: one.reason }] : []))
              .slice(0, 1);
          })
      : [],
};
