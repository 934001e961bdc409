import { unframed } from "../logs/frames.js";
import type { Segment } from "../logs/candidates.js";
import { shownBefore } from "../logs/shown-commands.js";
import { workOf, commandsOf, scriptEnd } from "../logs/script.js";
import type { Category } from "./category.js";
import { salienceOf } from "./line-salience.js";
import type { Places } from "./places.js";
import type { Hit } from "./rank.js";

/**
 * What fails when a command fails that is called so: the first that fits. Commands that do several things (`make`, `docker
 * build`, a script) say nothing; a command that only fetches may fail for too many causes.
 */
const kinds: readonly (readonly [Category, RegExp])[] = [
  [
    "license_or_policy",
    /\b(?:licen[sc]es?|audit|commitlint|compliance|conftest|polic(?:y|ies)|vuln\w*|trivy|grype|snyk|semgrep|gitleaks)\b/i,
  ],
  ["coverage", /\b(?:coverage|jacoco)[- :]?(?:check|report|verif\w*|threshold)\b/i],
  [
    "lint",
    /(?:^|[\s:/_-])(?:\w{0,20}lint\w{0,20}|fmt|format(?:ting)?|formatter|style|stylecheck|prettier|check-format|format-check|vet|(?:lua|shell|spell|static|cpp|clang-|style)-?check|rector|clippy|tidy|credo|rubocop|checkstyle|detekt|scalafmt|ormolu|fourmolu)\b/i,
  ],
  ["type_error", /\b(?:type-?check\w*|types|mypy|pyright|pyre|sorbet|srb|phpstan|psalm|dialyzer|steep)\b/i],
  [
    "documentation",
    /(?:^|[\s:/_-])(?:docs?|documentation|site|book|doxygen|sphinx-build|mkdocs|mdbook|hugo|jekyll|antora|asciidoctor|zola|eleventy|docfx|vitepress|typedoc|links?)\b/i,
  ],
  [
    "test_failure",
    /(?:^|[\s:/_-])(?:\w{0,12}tests?|specs?|e2e|integration|smoke|acceptance|\w{0,8}unit)(?:$|[\s:/_.-])/i,
  ],
  [
    "deploy_failure",
    /(?:^|[\s:/_-])(?:deploy\w*|publish|release|apply|rollout|upgrade|provision|promote|upload|push|up)\b(?!.{0,20}--?(?:dry-run|check))/i,
  ],
  [
    "compile_error",
    /(?:^|[\s:/_-])(?:build|compile|assemble|bundle|link|ninja|msbuild|xcodebuild|javac|gcc|g\+\+|clang|rustc|ghc|ocamlfind|dune|zig|nimble|gnatmake|gprbuild|fpc|ldc2?|dmd|sbt|elm|purs|spago|stack|cabal)\b/i,
  ],
];
const several =
  /\b(?:docker|podman|buildah|buildx|kaniko|earthly|nix(?:-build)?|act|packer|compose)\b|^make\b/i;

/** How a line begins that says what went wrong, in whatever tool; what only echoes an exit says nothing. */
const says =
  /^\W{0,12}(?:(?:fatal|internal|unexpected|build|runtime|user) )?(?:error|errors|fatal|failed|failure|fail|fehler|erreur|errore|exception|panic)\b[^=]/i;
/** A place in a file, and what is wrong there. */
const located = /^\s{0,6}[\w@./\\-]{1,200}\.\w{1,8}(?::\d{1,6}(?::\d{1,5})?|\(\d{1,6}(?:,\d{1,5})?\)):? ?\S/;
const echo =
  /\b(?:exit(?:ed|s|ing)?|returned|status|code)\b.{1,40}\b\d{1,5}\b|\bmake(?:\[\d+\])?: \*\*\*|^##\[|\bprocess completed\b|\b0 (?:errors?|failures?|failed)\b|\b(?:errors?|failed|failures?): 0\b/i;
/** Lines at the end of a step in which a tool says what it gave up on. */
const END = 40;
const MOST_LINES = 2;

/** What a line says of a failure that no rule names: the cause is what its command was to do. */
export function hitsByCommand(
  lines: readonly string[],
  places: Places,
  span: Segment | null,
  counts: (index: number) => number,
): Hit[] {
  const end = places.step?.exitLine ?? places.step?.end ?? lines.length - 1;
  const told = (i: number): number => (counts(i) < 0.5 ? 0 : worthOf(lines[i] ?? ""));
  const near = new Set<number>();
  for (let i = span?.start ?? end; i <= Math.min(end, span?.end ?? end); i++) near.add(i);
  for (let i = Math.max(places.step?.start ?? 0, end - END); i <= end; i++) near.add(i);
  const best = [...near]
    .filter((i) => told(i) > 0)
    .sort((a, b) => told(b) - told(a) || a - b)
    .slice(0, MOST_LINES);
  const first = best[0];
  if (first === undefined) return [];
  const category = kindOf(namesOf(lines, places, first));
  return category === null ? [] : best.map((index) => ({ index, category, strength: "general" }));
}

function worthOf(line: string): number {
  const own = unframed(line);
  if (own.length < 8 || echo.test(own)) return 0;
  const value = salienceOf(own);
  if (value >= 3) return value;
  return says.test(own) || located.test(own) ? 3 : 0;
}

/** What the step is called, and what ran when the line was printed: the nearest command speaks first. */
function namesOf(lines: readonly string[], { step }: Places, failure: number): string[] {
  const from = step?.start ?? 0;
  const shown = shownBefore(lines, from, failure)?.commands ?? [];
  const script =
    step && lines[step.start]?.startsWith("##[group]Run ") === true
      ? workOf(commandsOf(lines.slice(step.start + 1, scriptEnd(lines, step.start, step.end))))
      : [];
  const commands = [...(shown.length === 1 ? shown : []), ...(script.length === 1 ? script : [])];
  return [...commands, step?.command ?? "", step?.name ?? ""];
}

function kindOf(names: readonly string[]): Category | null {
  for (const whole of names) {
    // An address or a path says where, not what
    const name = whole.replace(/\S{1,300}:\/\/\S{0,500}/g, "");
    if (name === "" || several.test(name)) continue;
    const found = kinds.find(([, words]) => words.test(name.slice(0, 300)));
    if (found) return found[0];
  }
  return null;
}
