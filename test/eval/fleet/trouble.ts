import { DAY, HOUR, MINUTE } from "../../../src/core/clock.js";
import type { Occurrence } from "../../../src/detection/detection.js";
import type { Silence } from "../../../src/detection/policy.js";
import type { Random } from "./random.js";

/** One labelled trouble: what happens, whether people should be called, and which findings are about it. */
export interface Trouble {
  kind: string;
  from: number;
  to: number;
  callsFor: boolean;
  subjects: string[];
  /** A factor on a service's metric while it lasts. */
  effects: { metric: string; factor: number }[];
  occurrences: Occurrence[];
  /** Workflows whose runs on the default branch all fail while it lasts, with this fingerprint. */
  breaks: { repository: string; fingerprint: string }[];
  silences: Silence[];
}

export const START = Date.UTC(2026, 2, 2);
export const DAYS = 30;
/** Troubles begin after a week: detectors first learn what is usual. */
const FIRST = START + 7 * DAY;
export const repositories = Array.from({ length: 50 }, (_, i) => `acme/repo-${i}`);
export const services = Array.from({ length: 20 }, (_, i) => `service-${i}`);
export const metrics = ["latency", "requests"] as const;
export const flakyOf = (repository: string, i: number): string => `flaky-${repository}-${i}`;

let occurrences = 0;
const occurrence = (of: Partial<Occurrence> & Pick<Occurrence, "at">): Occurrence => ({
  kind: "occurrence",
  id: `o${occurrences++}`,
  status: "firing",
  severity: "error",
  fingerprint: null,
  service: null,
  repository: null,
  category: "test_failure",
  branch: "default",
  ...of,
});

const plain = (kind: string, from: number, to: number, callsFor: boolean): Trouble => ({
  kind,
  from,
  to,
  callsFor,
  subjects: [],
  effects: [],
  occurrences: [],
  breaks: [],
  silences: [],
});

type Maker = (random: Random, from: number, n: number) => Trouble;
const about = (fingerprint: string): string[] => [`fingerprint:${fingerprint}`];

const metric =
  (kind: string, calls: boolean, name: string, low: number, high: number, minutes: [number, number]): Maker =>
  (random, from) => {
    const service = random.pick(services);
    const to = from + random.between(...minutes) * MINUTE;
    const subject = `metric:${service}/${name}`;
    const trouble = plain(kind, from, to, calls);
    const effects = [{ metric: subject, factor: random.between(low, high) }];
    const silences: Silence[] =
      kind === "maintenance"
        ? [{ service, from: from - 5 * MINUTE, to: to + 10 * MINUTE, why: "maintenance" }]
        : [];
    return { ...trouble, subjects: [subject], effects, silences };
  };

const single =
  (kind: string, of: (random: Random, n: number) => Partial<Occurrence>, calls = false): Maker =>
  (random, from, n) => {
    const one = occurrence({ at: from, repository: random.pick(repositories), ...of(random, n) });
    const subjects = one.fingerprint === null ? [`event:${one.id}`] : about(one.fingerprint);
    return { ...plain(kind, from, from + 10 * MINUTE, calls), subjects, occurrences: [one] };
  };

const burst =
  (
    kind: string,
    size: [number, number],
    minutes: number,
    of: (random: Random, n: number) => Partial<Occurrence>,
  ): Maker =>
  (random, from, n) => {
    const shared = of(random, n);
    const all = Array.from({ length: random.whole(...size) }, (_, i) =>
      occurrence({
        at: from + (i === 0 ? 0 : random.between(0, minutes) * MINUTE),
        repository: random.pick(repositories),
        ...shared,
      }),
    );
    const subjects = about(shared.fingerprint!);
    return { ...plain(kind, from, from + minutes * MINUTE, true), subjects, occurrences: all };
  };

const brokenMain: Maker = (random, from, n) => {
  const [repository, fingerprint] = [random.pick(repositories), `broken-${n}`];
  const to = from + random.between(2, 12) * HOUR;
  return {
    ...plain("broken main", from, to, true),
    subjects: [...about(fingerprint), `workflow:${repository}`],
    breaks: [{ repository, fingerprint }],
    occurrences: [
      occurrence({ at: from, repository, fingerprint, category: "compile_error" }),
      occurrence({ at: to, repository, fingerprint, category: "compile_error", status: "resolved" }),
    ],
  };
};

/** Breaks once, is closed, and comes back two days later: the second time is the trouble. */
const returned: Maker = (random, from, n) => {
  const [repository, fingerprint] = [random.pick(repositories), `returned-${n}`];
  const of = { repository, fingerprint };
  return {
    ...plain("returned", from, from + HOUR, true),
    subjects: about(fingerprint),
    occurrences: [
      occurrence({ ...of, at: FIRST - 4 * DAY }),
      occurrence({ ...of, at: FIRST - 3 * DAY, status: "resolved" }),
      occurrence({ ...of, at: from }),
    ],
  };
};

/** Everything of eight services at once: one call is right, eight are not. */
const storm: Maker = (random, from) => {
  const hit = services.filter(() => random.next() < 0.5);
  const to = from + 40 * MINUTE;
  const subjects = hit.map((service) => `metric:${service}/latency`);
  return {
    ...plain("storm", from, to, true),
    subjects,
    effects: subjects.map((one) => ({ metric: one, factor: random.between(3, 5) })),
  };
};

const muted: Maker = (random, from, n) => {
  const fingerprint = `muted-${n}`;
  return {
    ...single("muted", () => ({ fingerprint }))(random, from, n),
    silences: [{ subject: `fingerprint:${fingerprint}`, from: from - HOUR, to: from + DAY, why: "mute" }],
  };
};

const kinds: readonly (readonly [number, Maker])[] = [
  [25, brokenMain],
  [15, returned],
  [10, burst("outage", [8, 20], 12, (_, n) => ({ fingerprint: `outage-${n}`, category: "registry_outage" }))],
  [20, metric("latency", true, "latency", 2, 4, [30, 180])],
  [20, metric("requests up", true, "requests", 2, 5, [30, 120])],
  [10, metric("requests gone", true, "requests", 0, 0.3, [30, 120])],
  [
    10,
    single(
      "critical alert",
      (random) => ({
        severity: "critical",
        service: random.pick(services),
        branch: null,
        category: "error_rate",
      }),
      true,
    ),
  ],
  [
    10,
    burst("surge of a known flake", [14, 25], 12, (random) => {
      const repository = random.pick(repositories);
      return { repository, fingerprint: flakyOf(repository, 0), category: "flaky_test" };
    }),
  ],
  [5, storm],
  [
    17,
    single("one known flake", (random) => {
      const repository = random.pick(repositories);
      return { repository, fingerprint: flakyOf(repository, 1), category: "flaky_test" };
    }),
  ],
  // Nothing tells a flake's first failure on the default branch from a real one.
  [3, single("first failure of a new flake", (_, n) => ({ fingerprint: `new-flake-${n}` }))],
  [
    15,
    single("pull request", (_, n) => ({
      fingerprint: `pull-${n}`,
      branch: "other",
      category: "compile_error",
    })),
  ],
  [15, single("one transient failure", (_, n) => ({ fingerprint: `transient-${n}`, category: "network" }))],
  [10, metric("blip of a deploy", false, "latency", 2, 3, [1.2, 2])],
  [10, metric("maintenance", false, "latency", 2, 4, [30, 120])],
  [5, muted],
];

/** The 200 labelled troubles of the month, in time order; two about the same subject are at least six hours apart. */
export function troubles(random: Random): Trouble[] {
  const all: Trouble[] = [];
  for (const [number, make] of kinds)
    for (let made = 0; made < number; ) {
      const trouble = make(
        random,
        FIRST + Math.floor(random.between(0, (DAYS - 8) * 24 * 60)) * MINUTE,
        all.length,
      );
      const near = (other: Trouble): boolean =>
        trouble.from < other.to + 7 * HOUR && other.from < trouble.to + 7 * HOUR;
      const services = (one: Trouble): Set<string> =>
        new Set(one.subjects.map((subject) => subject.split("/")[0]!));
      if (
        all.some((other) => near(other) && [...services(trouble)].some((name) => services(other).has(name)))
      )
        continue;
      all.push(trouble);
      made++;
    }
  return all.sort((a, b) => a.from - b.from);
}
