import type { Rule } from "../rule.js";

/** A stored snapshot or golden file differs from the output. */
export const snapshotMismatch: Rule = {
  category: "snapshot_mismatch",
  strict: [
    // BackstopJS: one pair of pictures, and the end of its report
    /^\s{0,12}compare \| ERROR \{/,
    /^\s{0,12}report \| \*\*\* Mismatch errors found \*\*\*/,
    /^\s{0,8}New snapshot was not written\b/,
    /^\s{0,8}Snapshot name: `/,
    /^\s{0,8}Error: (?:Screenshot comparison failed|A snapshot doesn't exist at)/,
    /\bpixels \(ratio [\d.]{1,10} of all image pixels\) are different\b/,
    /^ › \d+ snapshots? failed/,
    /^Snapshots: {1,12}\d+ failed/,
    /^\s{0,12}(?:Error: )?expect\(.{0,80}\)\.(?:not\.)?toMatch(?:\w{0,20}Snapshot|Screenshot)\(/,
    /\bSnapshot `.{1,300}` mismatched\b/,
    /\bdoes not match (?:the )?(?:stored |saved |expected )?(?:snapshot|golden|baseline)\b/i,
    // testthat, swift-snapshot-testing, Verify, ApprovalTests
    /^\s{0,4}Snapshot of .{1,120} has changed\b/,
    /\bSnapshot ".{1,200}" does not match reference\b/,
    /\btestthat::snapshot_(?:accept|review)\('/,
    /^\s{0,8}VerifyException\b/,
    /\bFailed Approval: Approval File\b/,
    /\bsnapshot (?:assertion|test|comparison)s? .{0,60}failed\b/i,
    /\b\d+ snapshots? failed\b/,
    /\bgolden (?:file|image)s? (?:differ|mismatch|does)/i,
  ],
  generic: [/^ › \d+ snapshots? obsolete/, /\bsnapshot\b.{1,40}\b(?:mismatch|differ|outdated)/i],
};
