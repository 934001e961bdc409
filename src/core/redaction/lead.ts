/** What programs and runners put before each line of another's text, in the order in which they do. */
const PARTS: readonly RegExp[] = [
  // A byte order mark, as the bytes of its UTF-8 too; `gh run view --log`: job, step, time.
  /\ufeff|\u00ef\u00bb\u00bf/y,
  /[^\t\n]{0,80}\t[^\t\n]{0,120}\t(?=\d{4}-\d\d-\d\dT|\ufeff|\u00ef\u00bb\u00bf)/y,
  /\ufeff|\u00ef\u00bb\u00bf/y,
  // RFC 5424 and RFC 3164.
  /<\d{1,3}>\d{0,2} ?/y,
  // RFC 3339, with a comma, in brackets.
  /\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::[\d.,]{2,18})?(?:Z| ?[+-]\d\d:?\d\d)?\]?(?: |\t|$)/y,
  // TeamCity's time, level and step.
  /\[\d\d:\d\d:\d\d\][A-Z]?[ \t]?:[ \t]{1,4}(?:\[[^\]\n]{1,60}\] ?)?/iy,
  // GitLab's stream and section.
  /[\da-f]{2}[OE][ +]/y,
  /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)?,? ?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,60} [\w./-]{1,60}(?:\[\d{1,8}\])?: /y,
  // `docker compose logs`, `foreman`; stern and `kubectl logs --prefix`.
  /[\w.-]{1,60}[ \t]{0,12}\|(?= |\t|$) ?/y,
  /\[(?:pod\/)?[\w.-]{1,80}(?:\/[\w.-]{1,80}){0,2}\] /y,
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:[\d.,]{2,18}(?:Z|[+-]\d\d:?\d\d)?(?: |\t)/y,
  // Times alone, klog's, logcat's.
  /\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?[ \t]/y,
  /[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{3,9} {1,8}\d{1,8} [\w.-]{1,60}:\d{1,6}\] /y,
  /\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,8}\d{1,8} {1,8}\d{1,8} [A-Z] [\w.$/-]{1,60} ?: /y,
  /[A-Z]\/[\w.$-]{1,60}\( ?\d{1,8}\): /y,
  // Levels and loggers.
  /\[[\w.#/ -]{1,40}\] /y,
  /[ \t]?\[? ?(?:INFO|DEBUG|WARN|WARNING|ERROR|TRACE|NOTICE|FATAL|info|debug|warn|warning|error|trace)(?: {0,2}\])?:? (?: {1,4}(?=\[))?/y,
  / ?\d{1,8} --- \[[^\]\n]{1,60}\] [\w.$[\]/]{1,80} {0,40}: /y,
  /\[[\w.#/ -]{1,40}\] /y,
  /(?:[\w$]{1,40}\.){1,8}[\w$]{1,40} - /y,
  // BuildKit, Docker's steps, runners' commands, programs' streams.
  /#\d{1,4} (?:\d{1,6}\.\d{1,6} )?(?:\[[^\]\n]{1,40}\] )?/y,
  /Step \d{1,3}\/\d{1,3} : /y,
  /##\[\w{1,12}\]|::(?:debug|notice|warning|error)::/y,
  /(?:remote|stdout|stderr|err|out|[\w-]{1,30}\.\d{1,3}): /y,
  // `grep -n`, `cat -n`, editors' numbers, MSBuild's.
  /(?:\.{0,2}\/)?(?:[\w.-]{1,60}\/){0,12}[\w.-]{0,60}\.(?:ya?ml|json|ini|conf|cfg|cnf|env|toml|properties|txt|log|sh|bash|ps1|tf|tfvars|xml|config|py|js|ts|go|rb|rs|java|kt|cs|php|sql|md)(?::\d{1,6}:|-\d{1,6}-|:)(?!\/\/)/y,
  /[ \t]{0,8}\d{1,6}(?:\t|: | \| |> )/y,
  // Shells.
  /[\w.-]{1,40}@[\w.-]{1,60}:[^\s$#]{0,60}[$#] |PS [^>\n]{1,80}> |[A-Za-z]:\\[^>\n]{0,80}> ?/y,
  /(?: {0,4}(?:[|<>*\u2502]|[\u0080-\uffff]{1,4}) ){1,3}/y,
  /\+{1,4} |[$#] /y,
  // Diffs, assertions of pytest, comments.
  /\+(?!\+)|-(?=[^\s-]|\s{2}|- )|E {3}|[EF] (?=\S)/y,
  /\/\/ |\/\* | \* |# |; |REM |<!-- /y,
];

/** How long the prefix is that a runner or a program put before the line: what is left keeps its own indentation. */
export function leadOf(line: string): number {
  let at = 0;
  for (const part of PARTS) {
    part.lastIndex = at;
    if (part.test(line)) at = part.lastIndex;
  }
  return at;
}
