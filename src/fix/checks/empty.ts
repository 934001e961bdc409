import { hunkTexts, type Patch } from "../patch.js";
import { isAgent, type Check } from "./check.js";

/** Nothing changed, or nothing but blanks: it cannot be the fix. Formatters may change blanks alone. */
export const empty: Check = {
  name: "empty",
  says: "it changes something",
  run: (patch, context) => {
    if (!changesLines(patch)) return [{ reason: "the patch changes no line" }];
    return isAgent(context) && onlyBlanks(patch)
      ? [{ reason: "the patch changes nothing but whitespace" }]
      : [];
  },
};

const changesLines = ({ files }: Patch): boolean =>
  files.some(
    (file) => file.diff === null || file.status !== "modified" || file.additions + file.deletions > 0,
  );

const onlyBlanks = ({ files }: Patch): boolean =>
  files.every((file) => {
    if (file.diff === null || file.status !== "modified") return false;
    const { before, after } = hunkTexts(file);
    return squeezed(before) === squeezed(after) && !isIndented(file.path);
  });

const squeezed = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

/** Where blanks are syntax, changing them changes the program. */
const isIndented = (path: string): boolean =>
  /\.(?:py|pyi|ya?ml|haml|pug|sass|coffee|fs|nim|md)$|(?:^|\/)makefile$/i.test(path);
