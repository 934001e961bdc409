import { clip } from "../core/text.js";
import { isNotMine } from "../diagnosis/root-cause/attribution.js";
import { placesIn } from "../diagnosis/place.js";
import type { CheckAnnotation } from "../github/port.js";
import type { CheckFailure } from "./check-facts.js";

/** Where GitHub's hosted runners, and most others, keep the checkout: `_work/<repository>/<repository>/`. */
const CHECKOUT = /^(?:.*\/)?_?work\/([^/]+)\/\1\//;

/** A file's path within the repository; null where it is none, or not known to be. */
export function pathInRepository(named: string): string | null {
  const path = named
    .replaceAll("\\", "/")
    .replace(CHECKOUT, "")
    .replace(/^(?:\.\/)+/, "");
  if (path === "" || path.length > 250 || path.startsWith("/") || /^[a-z]:/i.test(path)) return null;
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return null;
  // What a package manager put there is nobody's change.
  return parts.some((part) => ["node_modules", "site-packages", "vendor", ".cargo"].includes(part))
    ? null
    : path;
}

/** Failing tests and the first place of each failed job, where it may be the change's. */
export function annotationsOf(open: readonly CheckFailure[]): CheckAnnotation[] {
  const found = open.flatMap(({ record, jobs }) => {
    const own = jobs.filter(({ attribution }) => !isNotMine(attribution));
    if (own.length === 0) return [];
    const tests = (record?.tests ?? []).flatMap(({ suite, name, message, file, line }) =>
      at(file, line, suite ? `${suite} > ${name}` : name, message || "This test fails."),
    );
    const places = own.flatMap(({ job }) => {
      for (const { file, line } of placesIn(job.evidence)) {
        const [found] = at(file, line, job.name, job.summary);
        if (found) return [found];
      }
      return [];
    });
    return [...tests, ...places];
  });
  return [...new Map(found.map((one) => [annotationKey(one), one])).values()].slice(0, 50);
}

/** One for each line of a file. */
export const annotationKey = ({ path, line }: Pick<CheckAnnotation, "path" | "line">): string =>
  `${path}:${line}`;

function at(
  file: string | undefined,
  line: number | undefined,
  title: string,
  message: string,
): CheckAnnotation[] {
  const path = file === undefined ? null : pathInRepository(file);
  if (path === null) return [];
  return [{ path, line: Math.max(1, line ?? 1), title: clip(title, 200), message: clip(message, 2_000) }];
}
