import { readdirSync, readFileSync } from "node:fs";
import type { Named } from "../../../src/diagnosis/learned/classifier.js";
import { bucketsOf } from "../../../src/diagnosis/learned/words.js";
import { hitsIn } from "../../../src/diagnosis/engine.js";
import { isWeak } from "../../../src/diagnosis/rank.js";
import { runAtOnce } from "../../../src/logs/yielding.js";
import { jsonl } from "../datasets.js";
import { Random } from "../fleet/random.js";
import type { Sample } from "../helpers/softmax.js";
import { logchunks } from "./data.js";

/** A line and what it names; lines of one tool are learned from together, or not at all. */
export interface CauseLine extends Sample {
  readonly tool: string;
  readonly line: string;
  readonly from: "causes" | "tools" | "packages" | "logs";
}

/** Fixtures stand beside the sources, which the built measurement finds from its own folder or from the checkout. */
const fixtures = "test/fixtures";

const made = (from: CauseLine["from"], tool: string, line: string, truth: Named, weight = 1): CauseLine => ({
  from,
  tool,
  line,
  truth,
  weight,
  buckets: bucketsOf(line),
});

/** Lines in the manner of many tools, a file a cause: `tool|line`. */
export const causeLines = (): CauseLine[] =>
  readdirSync(`${fixtures}/causes`)
    .sort()
    .flatMap((file) =>
      readFileSync(`${fixtures}/causes/${file}`, "utf8")
        .split("\n")
        .filter((row) => row.includes("|"))
        .map((row) => {
          const bar = row.indexOf("|");
          return made("causes", row.slice(0, bar), row.slice(bar + 1), file.replace(".txt", "") as Named);
        }),
    );

interface ToolLine {
  line: string;
  category: Named | null;
  source: string;
}

/** Lines exactly as tools print them, a file a tool; the names of the tools as the sources give them. */
export const toolLines = (): (CauseLine & { names: readonly string[] })[] =>
  readdirSync(`${fixtures}/tools`)
    .sort()
    .flatMap((file) =>
      readFileSync(`${fixtures}/tools/${file}`, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((row) => JSON.parse(row) as ToolLine)
        .map(({ line, category, source }) => ({
          ...made("tools", file.replace(".jsonl", ""), line, category ?? "none"),
          names: `${file} ${source}`.toLowerCase().match(/[a-z][a-z+]{1,30}/g) ?? [],
        })),
    );

/** What buildlog_consultant calls a missing thing; its other problems are too mixed to learn from. */
const problems: readonly (readonly [RegExp, Named])[] = [
  [/^Missing(?!MakeTarget|Latex)/, "dependency_missing"],
  [/^MissingMakeTarget/, "workflow_config"],
  [/^NoSpaceOnDevice/, "disk_full"],
  [/^(?:UnsatisfiedAptConflicts|AptPackageUnknown|UnsatisfiedAptDependencies)/, "dependency_conflict"],
];

interface PackageRow {
  id: string;
  lines: string[];
  match_lines: number[] | null;
  problem: string | null;
}

export const packageLines = (): CauseLine[] =>
  jsonl<PackageRow>("buildlog_consultant/dev/labels.jsonl").flatMap(({ id, lines, match_lines, problem }) => {
    const truth = problems.find(([name]) => name.test(problem ?? ""))?.[1];
    const line = lines[(match_lines?.[0] ?? 0) - 1];
    return truth === undefined || line === undefined
      ? []
      : [made("packages", id.split("#")[0]!, line, truth)];
  });

/** Of each labelled log some lines that stand outside of its failing part and that no rule knows: they name nothing. */
const EACH = 12;

export function plainLines(): CauseLine[] {
  const random = new Random(3);
  return logchunks().flatMap(({ project, lines, ranges }) => {
    const out: CauseLine[] = [];
    for (let tries = 0; out.length < EACH && tries < 4 * EACH; tries++) {
      const i = random.whole(0, lines.length - 1);
      const line = lines[i]!;
      if (line.trim().length < 8 || ranges.some(({ start, end }) => i >= start - 30 && i <= end + 30))
        continue;
      const hits = runAtOnce(hitsIn([line], [0], () => false));
      if (hits.some(({ strength }) => !isWeak(strength))) continue;
      out.push(made("logs", project, line, "none", 0.5));
    }
    return out;
  });
}
