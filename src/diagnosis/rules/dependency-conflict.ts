import type { Rule } from "../rule.js";

/** Dependencies contradict each other, or a build tool's rule about them. */
export const dependencyConflict: Rule = {
  category: "dependency_conflict",
  verdict: [
    /Failed to execute goal .{0,80}:maven-enforcer-plugin/,
    /Failed to execute goal .{0,80}:maven-dependency-plugin:\S{1,40}:analyze/,
    /Failed to execute goal .{0,80}:(?:clirr|basepom|duplicate-finder)\S{0,40}/,
  ],
  strict: [
    /\bDependency .{1,200} requires .{1,80} or (?:higher|later|newer)\b/,
    // Composer: the PHP or an extension of another version
    /\byour \S{1,30} version \(.{1,60}\) does not satisfy that requirement\b/,
    /\bext-\S{1,60} .{1,80} it has the wrong version installed\b/,
    /\bcannot import name '\w{1,80}' from '/,
    /\bRule \d+: .{0,100}(?:enforcer|DependencyConvergence|BannedDependencies|Require\w+) failed\b/,
    /^npm (?:ERR!|error) (?:code ERESOLVE|ERESOLVE )/,
    /\bConflicting peer dependency\b/,
    /\bResolutionImpossible\b/,
    /\bdependency resolver does not currently take into account\b/,
    /\b(?:has|have) (?:incompatible|conflicting) (?:requirements|dependencies)\b/,
    /\bBundler could not find compatible versions\b/,
    /\bfailed to select a version for\b/,
    /\bSolverProblemError\b/,
    // pnpm, and whoever wants another version of a language or tool than runs
    /\bERR_PNPM_(?:PEER_DEP_ISSUES|UNSUPPORTED_ENGINE)\b/,
    /\bunmet peer \S{1,120}: found\b/,
    /\brequires (?:rustc|cargo|go|node(?:\.?js)?|npm|yarn|pnpm|python|php|ruby|java|jdk|gradle|maven|xcode|swift|dart|flutter|elixir|erlang(?:\/otp)?|otp|ghc|kotlin|scala|cmake|bazel|terraform|perl|julia|r|deno|bun)(?: version)? (?:>=? ?|\^ ?|~> ?|at least )?v?\d[\w.]{0,20}(?: or (?:newer|later|higher|above|greater|up)|\+)?(?:,| \(running| but| \(you| however| while|$)/i,
    // Stack
    /^(?:Error: \[S-4804\]|\s{0,12}Stack failed to construct a build plan\b)/,
    /^\s{0,12}\* \S{1,80} must match .{1,60}, but\b/,
    // SwiftPM, CocoaPods, Bundler's newer words, conda and Cabal
    /^(?:error: )?Dependencies could not be resolved because\b/,
    /\bCocoaPods could not find compatible versions for pod\b/,
    /^Could not find compatible versions$/,
    /\b(?:LibMamba)?UnsatisfiableError\b/,
    /^\[__\d{1,3}\] (?:rejecting|fail)\b/,
    /\bVersion conflict\b/i,
    /\bVersionConflict\b/,
    /\bThe engine "\w{1,40}" is incompatible with this module\b/,
    /\bConflict found for the following module\b/,
    /\bbecause .{1,200} depends on .{1,200} version solving failed\b/i,
    /\bhas been compiled by a more recent version of the Java Runtime\b/,
    /\bclass file has wrong version \d/,
    /\bUnsupportedClassVersionError\b/,
    /\bUpper bound dependencies? error\b/i,
    /\bNU1(?:107|608|605|202)\b/,
    /\brequires (?:a peer of|Python|Node|Java|PHP|Ruby) ?['"]?[<>=~^]/i,
    /\b(?:requires|needs) .{1,80}\bbut (?:you have|found|got|none)\b/i,
  ],
  summary: [
    /^Your (?:requirements could not be resolved to an installable set|lock file does not contain a compatible set) of packages\b/,
  ],
  generic: [/\b(?:dependency|version) conflict\b/i, /\bincompatible (?:version|with)\b/i],
};
