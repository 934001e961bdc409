import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** The sources could not be fetched, merged or checked out. */
export const checkout: Rule = {
  category: "checkout",
  strict: [
    // The Buildkite agent, after its last try
    /^(?:🚨 )?Error: checking out commit "/u,
    /^fatal: remote error: upload-pack: not our ref /,
    /^(?:error: )?cannot (?:rebase|pull with rebase|merge): /i,
    /\bUpdates were rejected because\b/,
    /\bYour push was rejected\b/,
    /\bRemote branch \S{1,200} not found in upstream\b/,
    /^fatal: (?:could not read|couldn't find remote ref|reference is not a tree|remote error|unable to access|not a git repository|refusing to merge|unable to checkout|clone of|repository|No url found for submodule|early EOF|index-pack failed|protocol error)/,
    /^##\[error\](?:fatal: |.{0,80}git.{0,80}failed with exit code 128|A branch or tag with the name|The process '.{0,60}git(?:\.exe)?' failed with exit code)/,
    /^error: (?:pathspec '|could not apply|Your local changes|failed to push some refs|cannot lock ref|RPC failed|object file .{1,100} is empty)/,
    /^CONFLICT \(/,
    /^Automatic merge failed/,
    /^\s{0,4}! \[(?:rejected|remote rejected)\]/,
    /\bgit (?:clone|fetch|checkout|submodule)\b.{1,200}\bfailed\b/,
    /^Failed to clone\b/i,
    /\bhudson\.plugins\.git\.GitException\b/,
    /^ERROR: (?:Couldn't find any revision to build|Error (?:cloning|fetching) remote repo)/,
    /\bgit-lfs\b.{1,80}\b(?:error|exceeded)/i,
  ],
  generic: [/^fatal: /, /\bunable to clone\b/i, /\bmerge conflict\b/i],
  unless: [insideTestReport],
};
