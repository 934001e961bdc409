import { dirname, resolve } from "node:path";
import { reasonOf } from "../../core/errors.js";
import { checkPlaybook } from "../../playbooks/check.js";
import { exampleSchema } from "../../playbooks/example.js";
import { match } from "../../playbooks/match.js";
import type { Problem } from "../../playbooks/problems.js";
import { checkRepositoryConfig } from "../../playbooks/repository-config.js";
import type { Playbook } from "../../playbooks/schema.js";
import { isConfig, textOf } from "./find.js";
import { hopeless } from "./hopeless.js";

/** `note`: meant or not, it is worth knowing; nothing is wrong. */
export interface Finding {
  level: "error" | "warning" | "note";
  line: number | null;
  column: number | null;
  message: string;
}
export interface FileResult {
  file: string;
  /** The playbook's; null: it has none that can be read. */
  name: string | null;
  findings: Finding[];
  playbook: Playbook | null;
}

const finding = (level: Finding["level"], message: string): Finding => ({
  level,
  line: null,
  column: null,
  message,
});

/** One file by itself. Throws `HEAL_INPUT_UNREADABLE` for what cannot be read. */
export async function checkFile(file: string): Promise<FileResult> {
  const text = await textOf(file);
  const bad = (findings: Finding[]): FileResult => ({ file, name: null, findings, playbook: null });
  const errors = (problems: readonly Problem[]): FileResult =>
    bad(problems.map((one) => ({ level: "error", ...one })));
  if (isConfig(file)) {
    const checked = checkRepositoryConfig(text, file);
    return checked.ok ? bad([]) : errors(checked.problems);
  }
  const checked = checkPlaybook(text, file);
  if (!checked.ok) return errors(checked.problems);
  const playbook: Playbook = { ...checked.value, origin: "repository" };
  const findings = [
    ...(await examplesOf(playbook, dirname(file))),
    ...hopeless(playbook).map((why) => finding("warning", `it can never do anything: ${why}`)),
  ];
  return { file, name: playbook.name, findings, playbook };
}

/** The playbook's own examples, played. */
async function examplesOf(playbook: Playbook, folder: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { event, matches } of playbook.examples) {
    const problem = await playedWrong(playbook, resolve(folder, event), matches);
    if (problem !== null) findings.push(finding("error", `example ${event}: ${problem}`));
  }
  return findings;
}

async function playedWrong(playbook: Playbook, file: string, matches: boolean): Promise<string | null> {
  let text: string;
  try {
    text = await textOf(file);
  } catch (error) {
    return reasonOf(error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `it is not JSON: ${reasonOf(error)}`;
  }
  const parsed = exampleSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.map(String).join(".") || "event"}: ${issue?.message ?? "invalid"}`;
  }
  const seen = match(playbook, parsed.data);
  if (seen.matches === matches) return null;
  return seen.matches ? "it matches, and is not meant to" : `it does not match: ${seen.reason}`;
}

/** What a file is to the others, and to the shipped playbooks. */
export function amongOthers(results: readonly FileResult[], shipped: readonly Playbook[]): void {
  const first = new Map<string, string>();
  for (const { file, playbook, findings } of results) {
    if (playbook === null) continue;
    const before = first.get(playbook.name);
    if (before !== undefined)
      findings.push(finding("warning", `${before} has the name ${playbook.name} too`));
    else first.set(playbook.name, file);
    for (const other of shipped.filter((one) => overlaps(playbook, one)))
      findings.push(
        finding(
          "note",
          `where both match, it stands for the shipped playbook ${other.name}, limits included`,
        ),
      );
    if (shipped.some(({ name }) => name === playbook.name))
      findings.push(finding("note", "a shipped playbook has this name; it stays, beside this one"));
  }
}

/** They begin with the same move, and nothing in their words keeps them from meeting in an incident. */
function overlaps({ when: a, steps: own }: Playbook, { when: b, steps: theirs }: Playbook): boolean {
  const meet = <T>(one?: readonly T[], other?: readonly T[]): boolean =>
    one === undefined || other === undefined || one.some((value) => other.includes(value));
  return (
    own[0]?.action === theirs[0]?.action &&
    (a.kind === undefined || b.kind === undefined || a.kind === b.kind) &&
    meet(a.category, b.category) &&
    meet(a.event, b.event) &&
    meet(a.severity, b.severity)
  );
}
