import type { Yielding } from "./yielding.js";

/** Lines between two turns of the event loop. */
const PIECE = 1_000;

const diffHead = /^(?:diff --git |--- a\/|@@ -\d)/;
/** The same of Ansible, Puppet and formatters: any two files, one above the other. */
const [before, after] = [/^--- (?!Expected|Actual|FAIL|PASS|SKIP)\S/, /^\+\+\+ \S/];
const diffLine =
  /^(?:[-+ ]|@@ |index [0-9a-f]{4,40}\.\.|new file|deleted file|similarity|rename |\\ No newline)/;
/**
 * What a tool is about to change: Terraform's and OpenTofu's plan (internal/command/views/plan.go), Pulumi's preview, the CDK's
 * and CloudFormation's change sets.
 */
const planHead =
  /^(?:(?:│ )?(?:Terraform|OpenTofu) will perform the following actions:|(?:Terraform|OpenTofu) used the selected providers to generate the following|Note: Objects have changed outside of (?:Terraform|OpenTofu)|Changes to Outputs:|Previewing (?:update|destroy|refresh)(?: \(.{1,80}\))?:?$)/;
const planFails = /^(?:[│╷]|\s{0,4}(?:error|Error|✖|❌)\b)/;
/** The CDK's difference to what is deployed, one line for each resource (aws-cdk: cloudformation-diff/lib/format.ts). */
const planned = /^\s{0,12}[├└│][├└│─ ]{0,12}\[[-+~]\] |^\s{0,4}\[[-+~]\] [A-Z]\w{1,40}::/;
const planLine =
  /^(?:\s|$|[-+~#<[├└┌]|(?:Terraform|OpenTofu) will perform|Resource actions are indicated|Note: Objects)/;
/** A plan's resources while they are changed: their names say what they are, not what went wrong. */
const progress =
  /^(?:module\.|data\.)?[\w.-]{1,120}(?:\[[^\]]{1,80}\])?(?:\.[\w.[\]"-]{1,200})?: (?:Refreshing state|Reading|Read complete|Creating|Modifying|Destroying|Importing|Still \w{1,12}|(?:Creation|Modifications|Destruction|Import) complete)\b/;

/** Changed lines say what the sources, or what runs, are to be, not what went wrong. */
export function* changesIn(lines: readonly string[], out: Float32Array): Yielding<void> {
  let inside: "diff" | "plan" | null = null;
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    if (diffHead.test(line) || (before.test(line) && after.test(lines[i + 1] ?? ""))) inside = "diff";
    else if (planHead.test(line)) inside = "plan";
    else if (inside === "diff" && !diffLine.test(line)) inside = null;
    // Terraform's errors stand in a frame of their own.
    else if (inside === "plan" && (!planLine.test(line) || planFails.test(line))) inside = null;
    if (inside || progress.test(line) || planned.test(line)) out[i] = 1;
  }
}
