import { commandsOf, workOf } from "./script.js";

/** A shell that says how it was started, in front of the script it runs: CircleCI. */
const shebang = /^#!\/(?:usr\/)?bin\/(?:env )?(?:ba|da|z|k)?sh(?: -{1,2}[\w-]{1,20}){1,4}(?: pipefail)?$/;
/** Azure Pipelines shows the script of a one-line task between these (microsoft/azure-pipelines-tasks, BashV3, CmdLineV2). */
const [contents, output] = [/^Script contents:/, /^=+ Starting Command Output =+$/];

/** What a shell or a runner puts in front of a command that it is about to run; the first group is the command. */
const echoes: readonly RegExp[] = [
  // `set -x` and most runners; further pluses are nested shells. What starts with a colon or a capital is a group's title.
  /^\+{1,4} (?!(?:actual|expected|received)\b)((?:[A-Z_][A-Z0-9_]{0,60}=\S{0,200} |R(?:script)? |[a-z./~$&'"_([]).{0,2000})$/,
  /^\$ (\S.{0,2000})$/,
  // Jenkins' own steps name the workspace
  /^\[[^\]]{1,200}\] \$ (\S.{0,2000})$/,
  // cmd.exe and PowerShell
  /^[A-Z]:\\[^<>|"*?]{0,300}>\s?([^\s<>|].{0,2000})$/,
  /^PS [A-Z]:\\[^<>|"*?]{0,300}> (\S.{0,2000})$/,
  // TeamCity
  /^(?:[WEFi]? ?:)?\s{1,12}(?:\[[^\]]{1,80}\] )?Starting: (?:\/bin\/(?:ba)?sh -c )?"?(\S.{0,1000}?)"?$/,
  // Azure's and GitHub's toolkit
  /^(?:##)?\[command\](\S.{0,2000})$/,
];
/** A runner's own temporary script: what it runs is shown elsewhere. */
const wrapped =
  /[/\\]_temp[/\\]|[/\\]jenkins\d{3,25}\.\w{2,4}\b|[/\\]hudson\d{3,25}\.\w{2,4}\b|durable-[0-9a-f]{4}/;
/** Changed lines begin with a plus as well. */
const changed = /^(?:@@ |- |--- [ab]\/|\+\+\+ [ab]\/)/;

/** Whether a line with a plus stands below what it replaces. */
function isAdded(lines: readonly string[], i: number): boolean {
  let above = i - 1;
  while (above > i - 20 && lines[above]?.startsWith("+ ") === true) above--;
  return changed.test(lines[above] ?? "");
}

/** The command that a line echoes, if it does. */
function echoed(lines: readonly string[], i: number): string | null {
  const line = lines[i] ?? "";
  for (const pattern of echoes) {
    const command = pattern.exec(line)?.[1];
    if (command === undefined || wrapped.test(command)) continue;
    const isDiff = line.startsWith("+") && isAdded(lines, i);
    if (!isDiff) return command.trim();
  }
  return null;
}

/** What package managers print of the script that they run for somebody: npm and Yarn's `> tsc -b`, pnpm's `cli build$ tsc -b`. */
function delegated(lines: readonly string[], i: number): string | null {
  const line = lines[i] ?? "";
  const own = /^> ([a-z./][^@]{0,500})$/.exec(line)?.[1];
  if (own !== undefined && /^> @?[\w./-]{1,120}@\S{1,60} \S/.test(lines[i - 1] ?? "")) return own.trim();
  return /^[\w@./-]{1,120} [\w:.-]{1,60}\$ (\S.{0,500})$/.exec(line)?.[1]?.trim() ?? null;
}

/** Of commands only the ones that do work. */
const works = (command: string): boolean => workOf([command, "a"]).includes(command);

/** Commands that a log shows before what they print. */
export interface Shown {
  /** A script as a whole, or the one command that was echoed last. */
  readonly commands: readonly string[];
  /** Index behind the script. */
  readonly from: number;
}

/**
 * What ran last when a line was printed: the command echoed last before it, else the script that the runner shows there,
 * else what a package manager says it runs.
 */
export function shownBefore(lines: readonly string[], from: number, until: number): Shown | null {
  let idle: Shown | null = null;
  let inner: Shown | null = null;
  for (let i = until; i >= from; i--) {
    const command = echoed(lines, i);
    if (command !== null) {
      const found = { commands: [command], from: i + 1 };
      if (works(command)) return found;
      idle ??= found;
      continue;
    }
    const named: string | null = inner === null ? delegated(lines, i) : null;
    if (named !== null) inner = { commands: [named], from: i + 1 };
    const end = scriptBelow(lines, i);
    if (end === null) continue;
    const script = workOf(commandsOf(lines.slice(i + 1, end)));
    if (script.length > 0) return { commands: script, from: end };
  }
  return inner ?? idle;
}

/** Lines of a script that are looked at. */
const MOST = 60;

/** Index behind the script whose head stands on a line; null where none does. */
function scriptBelow(lines: readonly string[], i: number): number | null {
  const line = lines[i] ?? "";
  const isAzure = contents.test(line);
  if (!isAzure && !shebang.test(line)) return null;
  let end = i + 1;
  while (end < lines.length && end - i < MOST && !(isAzure ? output : /^\s*$/).test(lines[end]!)) end++;
  return end;
}
