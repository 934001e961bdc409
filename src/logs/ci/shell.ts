import type { Grammar } from "./mark.js";

/** Commands that a shell or a runner echoes (`$ make`, `+ make`), and make's and npm's own words on how they ended. */
export const shell: Grammar = (line) => {
  if (line.length > 2 && line[1] === " " && (line[0] === "$" || line[0] === "+"))
    return { kind: "command", command: line.slice(2) };
  return null;
};
