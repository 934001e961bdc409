/**
 * How much a line says by itself, whatever the cause: 0 nothing, 6 all that is needed. What a tool prints once, as its
 * last word on one failure, stands high; what it prints for any failure stands low.
 */
const table: readonly (readonly [value: number, pattern: RegExp])[] = [
  // Only an echo of what was said before.
  [
    0,
    /^##\[error\](?:Process completed with exit code|The process '.{1,200}' failed with exit code|Executing the custom container)/,
  ],
  [0, /^##\[error\](?:The operation was canceled|(?:\[\w{1,20}\] )?.{0,60}exited with (?:exit )?code)/],
  [0, /^ERROR: build step \d{1,4} "[^"]{1,300}" failed: /],
  [0, /^\W{0,4}(?:ERROR|Error|error|FAILURE|FAILED|Failed|failed)\W{0,4}$/],
  // A failing test's heading, or a crash of the runner.
  [5.6, /^_{4,80} \S.{0,200} _{4,80}$/],
  [5.6, /^!{8,80} (?!Interrupted|stopping|_pytest).{3,120} !{8,80}$/],
  [5.5, /\bfailed! Received signal: \w+/],
  [5.5, /^(?:\w+\(\d+\): )?(?:panic: |fatal error: |==\d+==ERROR: \w+Sanitizer)/],
  [5.5, /\bTEST-UNEXPECTED-[A-Z]+ \|/],
  [5.5, /\bPROCESS-CRASH \|/],
  [5.4, /\bSUMMARY: \w{4,30}Sanitizer: /],
  [5.4, /\b[Aa]ssertion fail(?:ure|ed): /],
  [5.3, /[\w/\\.+-]{2,200}[:(]\d{1,6}(?:[:,]\d{1,5})?\)?: (?:fatal )?error\b/],
  [5.3, /\b(?:undefined (?:symbol|reference)|unresolved external symbol)\b/],
  [4.9, /^error(?:\[E\d{4}\])?: (?!Process completed|aborting due|could not compile|Recipe|script)\S/],
  // An exception's last line stands at the left edge; its frames are indented.
  [
    5.3,
    /^(?:[\w$]{1,60}\.){0,8}[A-Z]\w{0,60}(?:Error|Exception|Interrupt|Exit|Failure)(?: \[\w{1,40}\])?: \S/,
  ],
  [5, /^(?:FAILED|ERROR) \S{1,300}(?:::|\.py)\S{0,200}/],
  [4.8, /^\s{0,12}--- FAIL: \S/],
  [4.8, /<<< (?:FAILURE|ERROR)!/],
  [4.6, /^\[[\w-]{2,30}:(?:error|fatal)\] \S/],
  [4.5, /^fatal: \S/],
  [4.3, /\bFAIL: /],
  [4.2, /^\s{0,6}(?:not ok \d+ |✕ |✗ |✘ |× |● (?!Console)|FAIL )/],
  [4, /^##\[error\]\S/],
  // A finding at its place, where a count at the end is all that says error
  [4.1, /^%?(?:warning|error)[-:[][\w\]: -]{0,60} ?[\w./\\-]{1,200}\.\w{1,6}[:(]\d{1,6}/i],
  [4, /^E: \S/],
  [3.8, /^\s{0,6}\[?(?:ERROR|FATAL|SEVERE)\]?[ :-]{1,4}\S/],
  [
    3.5,
    /^(?!(?:PASS|PASSED|INFO|NOTE|NOTICE|DEBUG|TRACE|SKIP|SKIPPED|XFAIL|SUCCESS|DONE|WARN|WARNING|HINT): )[A-Z]{4,30}(?: [A-Z]{3,20}){0,4}: \S/,
  ],
  [4.1, /\brefus(?:ing|ed|es) to\b/],
  [3.2, /^(?:[\w./-]{1,60}: )?(?:error|failed): \S/i],
  // What could not be done, in a sentence of its own
  [
    3.1,
    /^(?:\W{0,4}\[?[\w@/.-]{1,40}\]?: )?(?:[A-Z]\w{1,30} )?(?:could not|cannot|couldn't|unable to|failed to|did not|does not) [a-z]{3,30} \S/i,
  ],
  [3, /\bcommand not found$|\bNo such file or directory$|\bPermission denied$/],
];

/** How much a cleaned line tells about a cause; 0: nothing by itself. */
export function salienceOf(line: string): number {
  const head = line.slice(0, 400);
  for (const [value, pattern] of table) if (pattern.test(head)) return value;
  return 0;
}
