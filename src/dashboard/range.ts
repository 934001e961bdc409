import { DAY, HOUR } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import type { Timed } from "../store/performance.js";

/** How far back a chart looks; the shortest shows minutes. */
export const RANGES = { "6h": 6 * HOUR, "1d": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "90d": 90 * DAY } as const;
export type Range = keyof typeof RANGES;

const names = Object.keys(RANGES) as Range[];

/** The page's address without the parameters that are not given. */
export const performanceUrl = (query: Record<string, string | undefined>): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? "/performance" : `/performance?${new URLSearchParams(given).toString()}`;
};

/** The page of one workflow's or job's durations. */
export const seriesUrl = ({ repository, workflow, job }: Timed): string =>
  performanceUrl({ repository, workflow, job: job ?? undefined });

/** Links to the same with each range. */
export const rangeLinks = (query: Record<string, string | undefined>, current: Range) =>
  names.map((range) => ({
    name: range.replace(/[hd]$/, " $&"),
    href: performanceUrl({ ...query, range }),
    current: range === current,
  }));

/** What a page was asked for. Throws `HEAL_INPUT_INVALID`. */
export function rangeOf(url: URL) {
  const text = (name: string): string | undefined => {
    const value = url.searchParams.get(name)?.trim() || undefined;
    if (value !== undefined && value.length > 300) throw invalid(`${name} is longer than 300 characters`);
    return value;
  };
  const repository = text("repository");
  if (repository !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw invalid("repository is not of the form owner/name");
  const workflow = text("workflow");
  const job = text("job");
  if (workflow !== undefined && repository === undefined) throw invalid("workflow needs a repository");
  if (job !== undefined && workflow === undefined) throw invalid("job needs a workflow");
  const series = text("series");
  if (series !== undefined && !/^[1-9]\d{0,8}$/.test(series)) throw invalid("series is not a number");
  const range = text("range") ?? "30d";
  if (!isRange(range)) throw invalid(`range is one of ${names.join(", ")}`);
  return {
    repository,
    workflow,
    job,
    component: text("component"),
    series: series === undefined ? undefined : Number(series),
    range,
  };
}

const isRange = (text: string): text is Range => (names as string[]).includes(text);
const invalid = (what: string): HealError => new HealError("HEAL_INPUT_INVALID", what);
