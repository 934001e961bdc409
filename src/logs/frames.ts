/**
 * What tools that run other tools put in front of each of their lines. The line behind it is the other tool's own, and is
 * read as such too.
 */
const frames: readonly RegExp[] = [
  // Google Cloud Build: `Step #3 - "test": text`
  /^Step #\d{1,3}(?: - "[^"]{1,80}")?: /,
  // BuildKit's plain progress: `#12 7.381 text`; its replay of a failed step leaves out the number
  /^#\d{1,5} (?:\d{1,6}\.\d{1,3} )?/,
  /^\d{1,6}\.\d{1,3} (?=\S)/,
  // docker compose: `db-1  | text`
  /^[a-z0-9][\w.-]{0,60}\s{1,40}\| /,
  // Yarn: `➤ YN0000: │ text`, and its workspaces: `[@acme/web]: text`
  /^➤ (?:YN\d{4}: )?(?:[│┌└·] )?/,
  /^\[@?[\w./-]{2,80}\]: /,
  // Turborepo and Nx: `@acme/web:build: text`; Lerna: `@acme/web: text`; pnpm: `packages/web build: text`
  /^@?[\w.-]{1,60}(?:\/[\w.-]{1,60})?:[a-z][\w.-]{0,40}: /,
  /^@[\w.-]{1,60}\/[\w.-]{1,60}: /,
  /^[\w.-]{1,60}\/[\w./-]{1,80} [a-z][\w:.-]{0,40}: /,
  // tox: `py311: text`; nox: `nox > text`
  /^(?:py|pypy)\d{1,4}[\w-]{0,40}: /,
  // TeamCity: `[10:12:13]W:	 [Step 2/4] text` without its time
  /^[WEFi]?\s?:\s{1,8}(?:\[[^\]]{1,80}\] )+/,
  // Jenkins' parallel branches and its Maven steps
  /^\[(?!(?:error|warn|warning|info|fatal|debug|severe|notice|checkstyle)\])[A-Z][\w .()-]{0,60}\] (?=\S)/i,
  // Spack shows a failed build's log with its numbers (lib/spack/spack/util/log_parse.py)
  /^(?: {2}>> | {5})\d{1,6} {1,6}(?=\S)/,
  // GitHub's annotations of what a tool has said, and Ant's tasks
  /^##\[error\]/,
  /^\s{1,12}\[(?:exec|java|javac|junit|get|sshexec)\] /,
];
/** Frames stand in frames: a package's task in a container in a build. */
const MOST = 4;

/** The line as the tool said it that stands in the frame; the line itself where there is none. */
export function unframed(line: string): string {
  let rest = line;
  for (let i = 0; i < MOST; i++) {
    const frame = frames.map((pattern) => pattern.exec(rest)?.[0] ?? "").find((found) => found !== "");
    if (frame === undefined || frame.length >= rest.length) return rest;
    rest = rest.slice(frame.length);
  }
  return rest;
}
