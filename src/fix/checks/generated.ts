import { addedLines } from "../patch.js";
import type { Check } from "./check.js";
import { isLockfile } from "./lockfile-source.js";

/** No formatter leaves a line of code this long; minifiers and encoders do. */
const MAX_LINE = 1_000;
/** Longer than any hash or key id that belongs in source. */
const MAX_BLOB = 300;
const BUNDLES =
  /\.min\.(?:js|css)$|\.(?:map|bundle\.js)$|(?:^|\/)(?:dist|build|vendor|node_modules|target|out)\//i;

/** Text that no person reads: what hides in it is not reviewed. */
export const generated: Check = {
  name: "generated",
  says: "no minified or encoded text",
  run: ({ files }) =>
    files.flatMap((file) => {
      const { path } = file;
      if (isLockfile(path) || file.status === "removed") return [];
      if (BUNDLES.test(path)) return [{ path, reason: "a built or vendored file" }];
      const odd = addedLines(file).find(({ text }) => text.length > MAX_LINE || hasBlob(text));
      return odd ? [{ path, reason: `line ${odd.line} is minified or encoded` }] : [];
    }),
};

const hasBlob = (text: string): boolean =>
  (text.match(/[\w+/=-]+/g) ?? []).some((word) => word.length > MAX_BLOB);
