/** Columns at which tools break their sentences: Bundler, Terraform, CMake and Poetry at about 80. */
const [LEAST, MOST] = [45, 130];
const PARTS = 4;

/** What stands in front of each line of a message: Terraform's frame, Cargo's and npm's margin, plain indentation. */
const margin = /^(?:[│|] ?|npm (?:ERR!|error) ?)?\s{0,12}/;
/** Words go on behind a line that ends so. */
const open = /[\w,'"`’)–-]$/;

/** A line with the lines that go on with its sentence; null where it is whole. */
export function wrappedAt(lines: readonly string[], index: number): string | null {
  const first = lines[index] ?? "";
  if (first.length < LEAST || first.length > MOST || !open.test(first)) return null;
  const edge = margin.exec(first)?.[0] ?? "";
  let whole = first;
  for (let i = index + 1; i < index + PARTS; i++) {
    const line = lines[i] ?? "";
    if (!line.startsWith(edge) || line.length > MOST || !/^[a-z'"`‘(]/.test(line.slice(edge.length))) break;
    whole += ` ${line.slice(edge.length)}`;
    if (line.length < LEAST || !open.test(line)) break;
  }
  return whole === first ? null : whole;
}
