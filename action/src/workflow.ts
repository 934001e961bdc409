import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import type { Environment } from "./inputs.js";

/** What the action says to the workflow it runs in. */
export interface Workflow {
  mask: (secret: string) => void;
  notice: (message: string) => void;
  warning: (message: string) => void;
  error: (message: string) => void;
  output: (name: string, value: string) => void;
  summary: (markdown: string) => void;
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
export function workflowOf(env: Environment, write: (text: string) => void): Workflow {
  const command = (name: string, message: string) => write(`::${name}::${escape(message)}\n`);
  const append = (path: string | undefined, text: string) => {
    if (path !== undefined && path !== "") appendFileSync(path, text);
  };
  return {
    mask: (secret) => command("add-mask", secret),
    notice: (message) => command("notice", message),
    warning: (message) => command("warning", message),
    error: (message) => command("error", message),
    output: (name, value) => {
      // A delimiter nobody can know keeps a value from writing outputs of its own.
      const end = `end-${randomUUID()}`;
      append(env["GITHUB_OUTPUT"], `${name}<<${end}\n${value}\n${end}\n`);
    },
    summary: (markdown) => append(env["GITHUB_STEP_SUMMARY"], markdown),
  };
}

const escape = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
