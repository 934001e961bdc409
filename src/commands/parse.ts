/**
 * The lines of a comment that are commands: `/heal` at the very start of a line that is no quotation and no code. Prow's
 * rule: what is shown as an example is not meant. At most 500 characters of a line are kept.
 */
export function commandLines(body: string): string[] {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of body.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      // A fence ends with at least as many of the same marks and nothing behind.
      if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
      continue;
    }
    if (mark) {
      fence = mark;
      continue;
    }
    const command = /^\/heal(?:[ \t]+(\S.*))?$/.exec(line.trimEnd());
    if (command && !line.includes("`")) lines.push(`/heal ${command[1] ?? "help"}`.slice(0, 500));
  }
  return lines;
}

/** `/heal retry --dry-run now` -> name, flags, the rest. */
export function parseCommand(line: string): { name: string; flags: string[]; rest: string } {
  const [, name = "help", ...words] = line.split(/[ \t]+/);
  const flags = words.filter((word) => word.startsWith("--"));
  return { name: name.toLowerCase(), flags, rest: words.filter((word) => !word.startsWith("--")).join(" ") };
}
