/**
 * What single lines look like in the logs of many tools: names of the flags of a line, in order. The order is part of
 * the fitted model: append only, and refit.
 */
const table: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["error", /\berrors?\b/i],
  ["fail", /\bfail(?:s|ed|ure|ures|ing)?\b/i],
  ["fatal", /\bfatal\b/i],
  ["exception", /[a-z]Exception\b|\bexception\b/i],
  ["errorClass", /\b[A-Z]\w{0,60}Error\b/],
  [
    "crash",
    /\b(?:panic(?:ked)?|abort(?:ed|ing)?|segmentation fault|segfault|core dumped|sig(?:segv|abrt|kill|term)|killed|crash(?:ed)?)\b/i,
  ],
  ["traceback", /^\s{0,12}(?:Traceback \(|Caused by: |Backtrace|stack backtrace|Stack trace)/i],
  ["warning", /\bwarn(?:ing|ings)?\b/i],
  ["unable", /\b(?:cannot|can't|can not|unable to|could not|couldn't|must not|must be|should)\b/i],
  [
    "missing",
    /\b(?:not found|no such|missing|undefined|unknown|unresolved|not exist|doesn't exist|not defined|unexpected|invalid|illegal)\b/i,
  ],
  [
    "expected",
    /\b(?:expected|actual|received|got|wanted?|but was|to equal|to be|did not match|mismatch|differ\w*)\b/i,
  ],
  ["assert", /\bassert/i],
  ["timeout", /\btim(?:ed|e)?[ -]?outs?\b/i],
  ["refused", /\b(?:denied|refused|reset by|rejected|forbidden|unauthorized|unreachable)\b/i],
  [
    "levelError",
    /^\s{0,8}(?:\[?\s?(?:error|err|fatal|severe|critical|failure)\s?\]?[:\s!]|E[: ]|npm ERR!|##\[error\]|!{2,} |\*{3} )/i,
  ],
  ["levelWarn", /^\s{0,8}(?:\[?\s?warn(?:ing)?s?\s?\]?[:\s!]|W[: ]|##\[warning\]|npm WARN)/i],
  [
    "levelInfo",
    /^\s{0,8}(?:\[?\s?(?:info|debug|trace|notice|note)\s?\]?[:\s!]|I[: ]|##\[(?:info|debug|group|endgroup|command|section)\])/i,
  ],
  ["located", /[\w/\\.-]\.[a-z]\w{0,7}["']?(?::\d+|\(\d+[,)]|, line \d+| line \d+)/i],
  ["locatedFirst", /^\s{0,6}[\w./\\@+-]{2,200}[:(]\d{1,6}/],
  ["location2", /:\d{1,6}:\d{1,5}\b/],
  [
    "frame",
    /^\s{1,12}(?:at |from |in |File "|\d+: 0x|#\d+ |\.\.\. \d+ more|\w+\.\w+\(|\.{3}\/)|^\s{0,4}(?:at [\w$.<]+[(.]|#\d+\s)/,
  ],
  ["caret", /^\s{0,60}(?:[|>] {1,60})?[\^~-][~^ -]{0,200}$/],
  ["code", /[;{}]\s*$|^\s{2,}(?:def|return|if|for|import|let|const|var|func|fn|public|private)\b/],
  ["rule", /^\s{0,8}[=\-_*#~][=\-_*#~ ]{7,400}$/],
  ["banner", /^[=\-_*#~]{2,40} ?[a-z0-9[].{0,200}[=\-_*#~]{2}$/i],
  ["blank", /^\s*$/],
  ["failMark", /^\s{0,16}(?:[✗✕×✖✘●☓⨯❌]|not ok\b|FAIL\b|--- FAIL|F\s|\[FAIL|\[-\]|x\s)/i],
  [
    "passMark",
    /^\s{0,16}(?:[✓✔√∙·]|ok\b|PASS\b|--- PASS|=== RUN|\[\+\]|\[ +(?:OK|RUN|PASSED) +\])|\b(?:\.\.\. ?ok|OK|PASSED|passed|success(?:ful|fully)?)\W*(?:\d[\d.]*\s?m?s\W*)?$/,
  ],
  ["numbered", /^\s{0,8}\d{1,4}[).]\s/],
  ["bullet", /^\s{0,12}[-*•>+]\s/],
  [
    "failureHead",
    /^\W{0,40}(?:(?:there (?:was|were) )?\d* ?(?:failures?|failing)|failed (?:tests?|examples?|scenarios?|specs?|suites?)|errors?|summary of (?:failures|all failing)|test summary|the following .{0,60}(?:fail|error).{0,40})\W{0,60}$/i,
  ],
  [
    "counts",
    /\b\d+ (?:tests?|specs?|examples?|assertions?|failures?|failed|passed|passing|failing|errors?|problems?|warnings?|scenarios?|skipped|pending|suites?|issues?|offenses?)\b|\b(?:tests?(?: run)?|failures?|errors?|passed|failed|skipped): {0,4}\d/i,
  ],
  [
    "zeroCount",
    /\b(?:0|no) (?:failures?|errors?|failed|problems?|warnings?|issues?|offenses?)\b|\b(?:failures?|errors?|failed): {0,4}0\b/i,
  ],
  [
    "exit",
    /\b(?:exit(?:ed)?(?: with)?|returned|return) (?:(?:code|status|value|with|a|non-zero|error) ){0,3}:?\s?-?[1-9]\d{0,9}\b|\bnon-zero (?:exit|status|return)|\bexit (?:code|status)\b|\bELIFECYCLE\b|\berrno\b/i,
  ],
  [
    "toolStop",
    /^(?:make(?:\[\d+\])?: \*\*\*|npm (?:ERR!|error)|ninja: build stopped|rake aborted|error Command failed|FAILURE: Build failed|BUILD FAILED|\[(?:ERROR|INFO)\] BUILD FAILURE|The command |Error: Process completed|Command failed|Makefile:\d+: recipe|cabal: |stack: |sbt: |lein)/i,
  ],
  [
    "ciLine",
    /^(?:travis_(?:time|fold)|The command "|##\[|Done\. Your build|\[Pipeline\]|section_(?:start|end)|Finished: |Post job cleanup)/,
  ],
  [
    "command",
    /^\s{0,4}(?:\$ |\+ |> \S[^\s@]*@\S+ \S+|> [a-z]\S* |# \$|\[command\])|\bmake(?:\[\d+\])?: (?:Entering|Leaving) directory/,
  ],
  [
    "progress",
    /\b(?:download(?:ing|ed)?|fetch(?:ing|ed)?|install(?:ing|ed)?|unpack(?:ing|ed)?|preparing|setting up|cloning|receiving|resolving|selecting|compiling|building|linking|generating|collecting|using|get|processing|creating|updating|upgrading|extract(?:ing|ed)?|reading)\b/i,
  ],
  ["percent", /\b\d{1,3}(?:\.\d+)?\s?%/],
  ["duration", /\b\d+(?:\.\d+)?\s?(?:ms|s|sec|secs|seconds|minutes|mins?|m\d)\b/i],
  ["url", /\bhttps?:\/\//],
  ["diff", /^(?:diff --git|index [0-9a-f]+\.\.|@@ |\+{3} |-{3} [ab/]|[+-]\s{0,40}\S)/],
  ["quoted", /["'`‘“][^"'`]{1,120}["'`’”]/],
  ["colonEnd", /:\s*$/],
  ["path", /(?:^|[\s"'(=])[~.]?\/[\w.-]+\/[\w./-]+/],
  ["keyValue", /^\s{0,8}[\w .-]{1,40}(?: = |: |=)\S/],
  ["testWord", /\b(?:test|tests|spec|specs|should|suite|scenario|example|describe|it)\b/i],
  ["subprocess", /\b(?:process|command|script|task|target|goal|recipe|job|build|step)\b/i],
  ["dependency", /\b(?:depend\w*|package|module|library|version|require[sd]?|import|plugin|gem|crate)\b/i],
  [
    "compile",
    /\b(?:compil\w*|syntax|parse\w*|token|linker|undefined reference|declaration|type|symbol|redefin\w*|deprecated)\b/i,
  ],
  [
    "lintWord",
    /\b(?:lint\w*|style|format\w*|whitespace|indent\w*|check\w*|offen[sc]es?|violations?|newline)\b/i,
  ],
  ["netWord", /\b(?:network|connection|connect|host|server|dns|http|ssl|tls|socket|proxy|remote|mirror)\b/i],
  ["sanitizer", /^=*\s?==\d+==|\bSanitizer\b|\bvalgrind\b|\bruntime error:/i],
  ["hex", /\b0x[0-9a-f]{4,}\b/i],
  ["sentence", /^[A-Z][a-z]+(?: [a-z']+){3,}/],
  ["shout", /\b[A-Z]{4,}(?: [A-Z]{3,})?\b/],
  ["because", /\b(?:because|reason|caused|due to|please|try|hint|help|see|run)\b/i],
  ["dots", /^[.FEsSxX*]{10,}|\.{4,}/],
  ["zeroTime", /^travis_|^\s*\d+(?:\.\d+)?(?:ms|s)\s*$/],
  [
    "summaryTail",
    /^(?:\[\w{2,5}\] )?\W{0,40}(?:FAILURES!|short test summary|Ran \d+ tests?|Executed \d+|Tests?(?: Suites?)?:? {1,12}\d|Finished in|\d+ (?:examples?|tests?|passing|passed|failed|runs|problems?|files? inspected)\b|Results?\b|FAILED \(|Test result:|Total|# (?:tests|pass|fail)|Failed tests?:|BUILD FAIL)/i,
  ],
  ["tableRow", /[│║┃]|^\s*\|.{0,300}\|\s*$/],
];

export const keywordFlags: readonly string[] = table.map(([name]) => name);

/** Index of a flag by name; throws for a name that is not in the table. */
export function flag(name: string): number {
  const at = keywordFlags.indexOf(name);
  if (at < 0) throw new RangeError(`no line flag ${name}`);
  return at;
}

/** Longer lines are judged by their head: no tool puts its own words further right. */
const HEAD = 400;

/** Sets `out[at + i]` to 1 for every flag `i` of a cleaned line. */
export function readKeywords(line: string, out: Float32Array, at: number): void {
  const head = line.length > HEAD ? line.slice(0, HEAD) : line;
  for (let i = 0; i < table.length; i++) if (table[i]![1].test(head)) out[at + i] = 1;
}
