/** What begins a line of a comment. */
const LEADING = /^(?:\/\/[/!]|\*|#)\s*/;
const bare = (line: string): string => line.trim().replace(LEADING, "");
/** Begins and ends a block of code in a comment or a text. */
const FENCE = /^(?:`{3}|~{3})/;
const PROMPT = /^(?:>>>|iex(?:\(\d+\))?>)/;
const END = /^(?:"""|''')?$/;

/** Examples in comments and texts that doc test runners run: fenced blocks, and what stands after a prompt. */
export function examplesIn(text: string): string[] {
  const found: string[] = [];
  let block: string[] | null = null;
  let fenced = false;
  for (const line of text.split("\n")) {
    const words = bare(line);
    if (block === null) {
      fenced = FENCE.test(words);
      if (fenced || PROMPT.test(words)) block = [line];
      continue;
    }
    const ends = fenced ? FENCE.test(words) : END.test(words);
    if (!ends || fenced) block.push(line);
    if (!ends) continue;
    found.push(block.join("\n"));
    block = null;
  }
  return block === null ? found : [...found, block.join("\n")];
}

/** Whether an example that was there is gone or reads otherwise. */
export function losesExample(before: string, after: string): boolean {
  const left = examplesIn(after);
  return examplesIn(before).some((example) => {
    const at = left.indexOf(example);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
