import type { Grammar } from "./mark.js";

/** What runners of few words say of a command's end: CircleCI, AppVeyor, Google Cloud Build, TeamCity. */
const ends =
  /^(?:Exited with code(?: exit status)? (\d{1,5})|Command exited with code (\d{1,5})|ERROR: build step \d{1,4} "[^"]{1,300}" failed: (?:step exited with non-zero status|exit status): (\d{1,5})|Process exited with code ([1-9]\d{0,4})|Bash exited with code '(\d{1,5})')/;

export const exits: Grammar = (line) => {
  const found = ends.exec(line);
  if (!found) return null;
  const exit = Number(found.slice(1).find((code) => code !== undefined));
  return exit === 0 ? { kind: "passed" } : { kind: "failed", exit };
};
