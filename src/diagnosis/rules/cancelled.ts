import type { Rule } from "../rule.js";

/** A person or another job stopped the run. */
export const cancelled: Rule = {
  category: "cancelled",
  strict: [
    /^##\[error\]The (?:operation|run|workflow run) was cancell?ed/i,
    /^(?:##\[error\])?Canceling since a (?:higher priority|deadlock)/,
    /\bThe job was cancell?ed because\b/i,
    /^Aborted by /,
    /^Finished: ABORTED/,
    /\bhigher priority waiting request .{1,100} exists\b/,
    /^Your build has been stopped\.?$/,
    /\bcancell?ed by (?:the )?user\b/i,
  ],
  generic: [/\b(?:build|job|run) (?:was )?(?:aborted|cancell?ed)\b/i],
};
