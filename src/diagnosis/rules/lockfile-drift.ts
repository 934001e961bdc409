import type { Rule } from "../rule.js";

/** Lock file and manifest disagree. */
export const lockfileDrift: Rule = {
  category: "lockfile_drift",
  verdict: [/Failed to execute goal .{0,80}:dependency-lock-maven-plugin/],
  strict: [
    // Terraform: a provider whose checksum the lock file lacks (internal/command/init.go)
    /^(?:│ )?Error: Failed to install provider from shared cache$/,
    /\bchecksums (?:previously )?recorded in the dependency lock file\b/,
    // Terraform (hashicorp/terraform-provider-hashicups#129)
    /^(?:│ )?Error: Inconsistent dependency lock file$/,
    /\bmissing go sum entry\b/i,
    /\bcannot install with "frozen-lockfile"/i,
    /`npm ci` can only install packages when your package(?:-lock)?\.json/,
    /\block ?file .{0,80}(?:needs to be updated|is not up to date|would (?:have been|be) (?:modified|updated)|out of (?:date|sync))/i,
    /\bERR_PNPM_(?:OUTDATED_LOCKFILE|LOCKFILE_\w+)\b/,
    // Bun, on install with the lock file frozen
    /^error: lockfile had changes, but lockfile is frozen/,
    /\bYN0028\b/,
    /\bYour lockfile needs to be updated, but yarn was run with/,
    /\bfrozen-lockfile\b.{1,80}(?:not up to date|error|fail)/i,
    /\bthe lock file .{0,100}but --locked was passed\b/,
    /\b(?:poetry|uv|Pipfile)\.lock\b.{1,80}(?:out of date|not up to date|does not match|changed significantly|needs to be updated)/i,
    /\bgo: updates to go\.(?:sum|mod) needed\b/,
    /\bmissing go\.sum entry\b/,
    /\bgo\.(?:mod|sum) (?:file )?(?:is )?(?:out of date|not tidy|needs? update)/i,
    /\bchecksum mismatch$/,
    /\bTHESE PACKAGES DO NOT MATCH THE HASHES\b/,
    /\bEINTEGRITY\b/,
    /\bYou are trying to install in (?:deployment|frozen) mode after changing\b/,
    /\bThe gemspecs? for .{1,80} changed\b/,
    // Bundler (bundler/lib/bundler/definition.rb: ensure_equivalent_gemfile_and_lockfile), which wraps its lines
    /\bbut (?:the lockfile )?can't be updated\s{1,4}because frozen mode is set\b/,
    /\bCannot write a changed lockfile while frozen\b/,
    // Cargo, uv, Poetry, Pipenv, Yarn, pnpm, Pub, Deno, NuGet, Mix, SwiftPM, CocoaPods
    /\bcannot update the lock file .{1,300} because --(?:locked|frozen) was passed\b/,
    /\bThe lockfile at `[^`]{1,200}` needs to be updated, but `--(?:locked|check|frozen)` was provided\b/,
    /\bpyproject\.toml changed significantly since poetry\.lock was last generated\b/,
    /\bYour Pipfile\.lock \(\w{1,80}\) is out of date\b/,
    /\bThe lockfile would have been (?:modified|created) by this install, which is explicitly forbidden\b/,
    /\bUnable to satisfy `[^`]{1,200}` using `[^`]{0,200}pubspec\.lock`/,
    /\bNU1004\b/,
    /\bYour mix\.lock is out of date\b|\bthe lockfile is out of date, please run mix deps\.get\b/i,
    /\ban out-of-date resolved file was detected at \S/,
    /\bThe sandbox is not in sync with the Podfile\.lock\b/,
    /\bThere were changes to the (?:lock|pod)file in deployment mode\b/,
    /\bDependency lock\b.{1,80}\b(?:fail|mismatch|differ)/i,
    /\bThe lock file is not up to date with\b/,
    // Composer (src/Composer/Package/Locker.php)
    /^- Required (?:\(in require-dev\) )?package "[^"]{1,120}" is (?:not present|in the lock file as "[^"]{1,80}" but that does not satisfy)/,
  ],
  generic: [/\block ?file\b.{1,60}\b(?:outdated|mismatch|drift)/i],
};
