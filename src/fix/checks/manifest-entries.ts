import { manifestOf } from "../manifests/index.js";
import { isAboutDependencies, isAgent, type Check } from "./check.js";
import { compareManifest } from "../manifests/compare.js";

/** An agent changes dependencies in a manifest, where the incident is about them, and nothing else of it. */
export const manifestEntries: Check = {
  name: "manifest-entries",
  says: "of manifests only dependencies are changed, for an incident about them",
  run: (patch, context) => {
    if (!isAgent(context)) return [];
    return patch.files
      .filter(({ path, status }) => manifestOf(path) !== null && status === "modified")
      .flatMap((file) => {
        const found = compareManifest(file, context);
        const { path } = file;
        if ("unreadable" in found)
          return [{ path, reason: `${JSON.stringify(path)} cannot be judged: ${found.unreadable}` }];
        const [first] = found.verdicts.flatMap((one) => (one.kind === "entry" ? [one.reason] : []));
        if (first !== undefined)
          return [
            {
              path,
              reason: `${JSON.stringify(path)} is more than dependencies: ${first}: a person must look at it`,
            },
          ];
        return found.verdicts.some(({ kind }) => kind === "dependency") && !isAboutDependencies(context)
          ? [
              {
                path,
                reason: `dependencies are changed and the incident (${context.category}) is not about them`,
              },
            ]
          : [];
      });
  },
};
