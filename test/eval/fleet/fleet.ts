import { DAY, MINUTE } from "../../../src/core/clock.js";
import type { Input, Occurrence, Trial } from "../../../src/detection/detection.js";
import type { Silence } from "../../../src/detection/policy.js";
import { Random } from "./random.js";
import type { Trouble } from "./trouble.js";
import { DAYS, flakyOf, metrics, repositories, services, START, troubles } from "./trouble.js";

export interface Fleet {
  troubles: Trouble[];
  silences: Silence[];
  inputs(): Generator<Input>;
}

/** A month of 50 repositories and 20 services with seasons, deploys, flakes and 200 labelled troubles. */
export function fleet(seed: number): Fleet {
  const random = new Random(seed);
  const all = troubles(random);
  return {
    troubles: all,
    silences: all.flatMap(({ silences }) => silences),
    inputs: () => minutes(all, new Random(seed + 1)),
  };
}

function* minutes(all: readonly Trouble[], random: Random): Generator<Input> {
  const timed = all.flatMap(({ occurrences }) => occurrences).sort((a, b) => a.at - b.at);
  const levels = new Map(services.map((service) => [service, random.between(50, 500)]));
  let next = 0;
  for (let at = START; at < START + DAYS * DAY; at += MINUTE) {
    const active = all.filter(({ from, to }) => at >= from && at < to);
    while (next < timed.length && timed[next]!.at <= at) yield timed[next++]!;
    yield* values(at, active, levels, random);
    yield* runs(at, active, random);
  }
}

function* values(
  at: number,
  active: readonly Trouble[],
  levels: Map<string, number>,
  random: Random,
): Generator<Input> {
  const day = 1 + 0.5 * Math.sin((2 * Math.PI * (at % DAY)) / DAY - 2);
  const week = [0, 6].includes(new Date(at).getUTCDay()) ? 0.6 : 1;
  for (const service of services) {
    // A deploy about once a day: the level moves by up to 8 % for good.
    if (random.next() < 1 / 1440) levels.set(service, levels.get(service)! * random.between(0.92, 1.08));
    for (const name of metrics) {
      const subject = `metric:${service}/${name}`;
      const season = name === "requests" ? day * week : 1 + 0.15 * (day * week - 1);
      // One value in a thousand is an outlier of its own.
      const outlier = random.next() < 0.001 ? random.between(2, 6) : 1;
      const factor = active
        .flatMap(({ effects }) => effects)
        .reduce((product, effect) => (effect.metric === subject ? product * effect.factor : product), 1);
      const value = levels.get(service)! * season * (1 + 0.06 * random.normal()) * outlier * factor;
      yield { kind: "measurement", subject, repository: null, service, value: Math.max(0, value), at };
    }
  }
}

/** A default-branch run about every 40 minutes of a working day, a pull request's every 20. */
function* runs(at: number, active: readonly Trouble[], random: Random): Generator<Input> {
  const hour = new Date(at).getUTCHours();
  const busy = hour >= 7 && hour < 19 && ![0, 6].includes(new Date(at).getUTCDay()) ? 1 : 0.08;
  for (const repository of repositories) {
    if (random.next() < busy / 40) {
      const broken = active.flatMap(({ breaks }) => breaks).find((one) => one.repository === repository);
      const flake = random.next() < 0.02 ? flakyOf(repository, random.whole(0, 2)) : null;
      const fingerprint = broken?.fingerprint ?? flake;
      yield trial(repository, fingerprint !== null, at);
      if (fingerprint !== null)
        yield failure(
          repository,
          fingerprint,
          broken ? "compile_error" : "flaky_test",
          "default",
          at,
          random,
        );
    }
    if (random.next() < (busy / 20) * 0.15)
      yield failure(repository, `pull-${random.whole(0, 1e9)}`, "test_failure", "other", at, random);
  }
}

const trial = (repository: string, failed: boolean, at: number): Trial => ({
  kind: "trial",
  subject: `workflow:${repository}`,
  repository,
  service: null,
  branch: "default",
  failed,
  at,
});

const failure = (
  repository: string,
  fingerprint: string,
  category: string,
  branch: "default" | "other",
  at: number,
  random: Random,
): Occurrence => ({
  kind: "occurrence",
  id: `r${random.whole(0, 1e12)}`,
  status: "firing",
  severity: "error",
  fingerprint,
  service: null,
  repository,
  category,
  branch,
  at,
});
