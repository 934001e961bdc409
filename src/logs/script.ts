/** Lines of a script that do nothing that can fail for a reason worth naming, or that only ask or say something. */
const idle =
  /^(?:[#{})(]|set\b|shopt\b|cd\b|pushd\b|popd\b|export\b|echo\b|printf\b|source\b|\.\s|alias\b|umask\b|trap\b|sleep\b|mkdir\b|true\b|exit\b|if\b|then\b|else\b|elif\b|fi\b|for\b|while\b|until\b|do\b|done\b|case\b|esac\b|function\b|return\b|local\b|unset\b|read\b|[A-Z_]\w{0,60}=\S{0,200}$|\$env:|\$ErrorActionPreference|Write-(?:Host|Output)\b|Set-Location\b|REM\b|@echo\b|::|which\b|ls\b|pwd\b|env$|date\b|whoami\b|[\w./-]{1,80} (?:--version|-v|version)$)/i;
/** Words in front of the program that a command runs. */
const before =
  /^(?:(?:sudo(?: -\w+)*|env|time|nice(?: -n ?-?\d+)?|timeout \S+|xvfb-run(?: -\w+)*|stdbuf -\w+|exec|command|npx|pnpm exec|pnpm dlx|yarn dlx|bunx|bundle exec|poetry run|uv run|pipenv run|python3? -m|dotnet tool run|[A-Z_][A-Z0-9_]{0,60}=\S{0,200}) )+/;
const [SHELL, MOST] = [/^(?:shell|with|env): ?/, 60];

/**
 * The commands of a script as a runner shows it before it runs: lines that end in a backslash, a pipe or an operator are one
 * with the next.
 */
export function commandsOf(script: readonly string[]): string[] {
  const commands: string[] = [];
  let open = "";
  let until: string | null = null;
  for (const line of script.slice(0, MOST)) {
    // Of a here document only its first line is a command.
    if (until !== null) {
      if (line.trim() === until) until = null;
      continue;
    }
    until = /<<[-~]?\s?["']?(\w{1,40})["']?/.exec(line)?.[1] ?? null;
    const text = open === "" ? line.trim() : `${open} ${line.trim()}`;
    if (/(?:[\\`|]|&&|\|\|)$/.test(text) && until === null) {
      open = text.replace(/[\\`]$/, "").trimEnd();
      continue;
    }
    open = "";
    if (text !== "") commands.push(text);
  }
  if (open !== "") commands.push(open);
  return commands;
}

/** The name of the program that a command runs, without its folder and ending. */
export function programOf(command: string): string {
  const own = command.replace(/^(?:if |! |\( ?)/, "").replace(before, "");
  const word = /^["']?([^\s"'|;&<>()]{1,200})/.exec(own)?.[1] ?? "";
  return word.replace(/^.*[/\\]/, "").replace(/\.(?:sh|exe|cmd|bat|ps1|py|js)$/i, "");
}

/** Index of the first line of a step that is no longer its script; `start` is the line that opens it. */
export function scriptEnd(lines: readonly string[], start: number, end: number): number {
  for (let i = start + 1; i <= Math.min(end, start + MOST); i++)
    if (SHELL.test(lines[i]!) || lines[i]!.startsWith("##[endgroup]")) return i;
  return start + 1;
}

/** Commands that do work: of a script that only prepares, all. */
export function workOf(commands: readonly string[]): string[] {
  const work = commands.filter((command) => !idle.test(command));
  return work.length > 0 ? work : [...commands];
}
