import { MINUTE } from "../core/clock.js";
import { findingSubjectOf } from "../detection/run-detectors.js";
import type { Db } from "../store/db.js";
import { canonical } from "../store/json.js";
import type { Sample } from "../store/metrics.js";
import type { AlertingDeps } from "./raise-finding.js";
import { evaluate } from "./evaluate.js";
import { cachedConfig, type ReadConfig } from "./policy.js";
import { createStateCache } from "./state-store.js";
import type { Observation } from "./subjects.js";

/** Rows that one transaction takes: a look at thousands of series keeps nobody waiting. */
const AT_ONCE = 200;
/** A mute or objective in `heal.yml` counts for metrics within a minute. */
const CONFIG_MS = MINUTE;

export interface MetricDetection {
  /** Each stored sample passes the detectors of metrics, and each look at a service with an objective its error budget. */
  observe(samples: readonly Sample[]): Promise<void>;
  /** What the detectors remember goes to their rows: before a stop. */
  flush(): Promise<void>;
}

export function createMetricDetection(
  { db, clock, queue }: AlertingDeps,
  memory = createStateCache(),
): MetricDetection {
  const readConfig = cachedConfig(clock, CONFIG_MS);
  return {
    async observe(samples) {
      const seen = [...samples.map(measurementOf), ...(await budgetsOf(db, samples, readConfig))];
      for (let from = 0; from < seen.length; from += AT_ONCE) {
        const part = seen.slice(from, from + AT_ONCE);
        const woken = await db
          .tx((tx) => evaluate(tx, part, clock.now(), { keeper: memory, readConfig }))
          .catch((error: unknown) => {
            memory.forget(part.map(({ input }) => findingSubjectOf(input).subject));
            throw error;
          });
        for (const id of woken) await queue.wake({ task: "incident", id });
      }
    },
    flush: () => memory.flush(db, clock.now()),
  };
}

/** `service/<owner>/<name>/<service>`: what an owner listed. */
function serviceOf(component: string): { repository: string; service: string } | null {
  const [kind, owner, name, ...service] = component.split("/");
  return kind === "service" && owner && name && service.length > 0
    ? { repository: `${owner}/${name}`, service: service.join("/") }
    : null;
}

/** `ci/<owner>/<name>` */
const repositoryOf = (component: string): string | null =>
  component.startsWith("ci/") ? component.slice("ci/".length) : null;

/** By Prometheus' names of units: a ratio's hundredth, a few hundredths of a second, half a thing. */
function leastOf(name: string): number | undefined {
  if (/(?:_ratio|^availability)$/.test(name)) return 0.01;
  if (name.endsWith("_seconds")) return 0.05;
  return /(?:_count|_length|_depth|_per_second|_total|^runs|^waiting)$/.test(name) ? 0.5 : undefined;
}

export function measurementOf({ component, name, labels = {}, value, at }: Sample): Observation {
  const place = serviceOf(component);
  const own = Object.keys(labels).length === 0 ? "" : canonical(labels);
  return {
    about: { series: { component, name, labels } },
    input: {
      kind: "measurement",
      subject: `metric:${component}/${name}${own}`.slice(0, 700),
      repository: place?.repository ?? repositoryOf(component),
      service: place?.service ?? null,
      value,
      ...(name.endsWith("_total") ? { counter: true } : {}),
      least: leastOf(name),
      // heal's own numbers have their health page; counts of the last day move in steps, and runs are judged one by one.
      quiet: place === null,
      at: at.getTime(),
    },
  };
}

/** What a look says of a service: its share of bad answers, as far as it told. */
async function budgetsOf(db: Db, samples: readonly Sample[], readConfig: ReadConfig): Promise<Observation[]> {
  const looks = new Map<string, { at: Date; bad: number }>();
  for (const { component, name, labels, value, at } of samples) {
    const bad = name === "availability" ? 1 - value : name === "error_ratio" ? value : null;
    if (bad === null || !(bad >= 0 && bad <= 1) || Object.keys(labels ?? {}).length > 0) continue;
    looks.set(component, { at, bad: Math.max(bad, looks.get(component)?.bad ?? 0) });
  }
  const seen: Observation[] = [];
  for (const [component, { at, bad }] of looks) {
    const place = serviceOf(component);
    const services = place ? (await readConfig(db, place.repository)).services : [];
    const objective = services.find(({ name }) => name === place?.service)?.objective;
    if (!place || objective == null) continue;
    seen.push({
      about: { series: { component, name: "availability", labels: {} } },
      input: {
        kind: "requests",
        subject: `budget:${component.slice("service/".length)}`,
        ...place,
        objective,
        all: 1,
        bad,
        at: at.getTime(),
      },
    });
  }
  return seen;
}
