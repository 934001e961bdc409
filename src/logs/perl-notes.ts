/** A test file's end, in the words of prove and Test::Harness; one that failed says so in the next lines. */
const fileEnd = /^\S{1,300}\.t \.{2,200} ?(ok|skipped\b)?/;
const note = /^\s{0,16}# /;
const failedTest = /^\s{0,16}#\s{1,6}Failed test\b|^\s{0,16}# Looks like (?:you|your test)\b/;
const toDo = /^\s{0,16}#\s{1,6}Failed \(TODO\) test\b/;

/** Notes of Perl's tests that failed nothing: of a file that is ok behind them, and of a test that is still to do. */
export function notesIn(lines: readonly string[], out: Float32Array): void {
  let open: number[] = [];
  // What is printed behind a failed test up to a file's end may be about it: files run side by side
  let failing = false;
  let inToDo = false;
  for (const [i, line] of lines.entries()) {
    if (toDo.test(line)) inToDo = true;
    else if (!note.test(line) || failedTest.test(line)) inToDo = false;
    if (inToDo) out[i] = 1;
    if (failedTest.test(line)) failing = true;
    if (note.test(line)) open.push(i);
    const end = fileEnd.exec(line);
    if (!end) continue;
    if (end[1] !== undefined && !failing) for (const each of open) out[each] = 1;
    open = [];
    failing = false;
  }
}
