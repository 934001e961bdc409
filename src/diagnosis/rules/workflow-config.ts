import type { Rule } from "../rule.js";

/** The workflow file, an action's inputs or the command itself is wrong. */
export const workflowConfig: Rule = {
  category: "workflow_config",
  strict: [
    /^##\[error\](?:Unable to resolve action|Can't find 'action\.yml'|Unexpected value|Invalid workflow file|Missing download info|This request has been automatically failed because it uses a deprecated)/i,
    /\bUnable to resolve action\b/,
    /\bInput required and not supplied\b/,
    /\bUnexpected input\(s\)/,
    /\bError: .{1,40}(?:Unable to find|Version|No version).{1,80}\b(?:for platform|not found|satisf\w+)\b.{1,80}/,
    /\bThe template is not valid\b/,
    /\bThe version '.{1,60}' with architecture\b/,
    /\bThe `?set-(?:env|output)`? command is (?:disabled|deprecated)\b/,
    /\bNo files were found with the provided path\b/,
    /\bmissing script: /i,
    /^npm (?:ERR!|error) Missing script/,
    /^\[ERROR\] (?:The goal you specified requires a project|Unknown lifecycle phase|Could not find the selected project)/,
    /^\[ERROR\] .{0,40}Non-parseable POM\b/,
    /^\[FATAL\] /,
    /^Task '[^']{1,200}' not found in/,
    /^make: \*\*\* No rule to make target/,
    /^make: \*\*\* No targets specified/,
    /^An error occurred trying to start process .{1,200} working directory/,
    /\bInvalid or corrupt jarfile\b/,
    /^Error: Unable to process (?:file )?command/,
    /\b(?:unrecognized|unknown|invalid) (?:option|argument|flag|command)s?\b:?/i,
    /^error: unexpected argument /,
    /\bUnrecognized VM option\b/,
  ],
  generic: [
    /\busage: /i,
    /\bconfiguration error\b/i,
    /\binvalid configuration\b/i,
    /\bNo such file or directory\b/,
  ],
};
