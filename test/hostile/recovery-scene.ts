import type { IncidentRow } from "../../src/store/incidents.js";
import type { Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";

const workflow = (name: string, run: string): string =>
  `name: ${name}\non: workflow_dispatch\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${run}\n`;

/** A repository whose services name a recovery workflow that passes (`ok`) or fails (`bad`). */
export const shop = (
  on: Stage,
  name: string,
  services: Readonly<Record<string, "ok" | "bad">>,
  files: Readonly<Record<string, string>> = {},
  more = "",
): Promise<Repo> =>
  on.github.repository(`${name}/shop`, {
    files: {
      ".github/heal.yml": `mode: act\n${more}limits: { alert_hold: 0s }\nservices:\n${Object.entries(services)
        .map(
          ([one, how]) => `  - { name: ${one}, match: { service: ${one} }, recovery_workflow: ${how}.yml }\n`,
        )
        .join("")}`,
      ".github/workflows/ok.yml": workflow("Ok", "echo restarted"),
      ".github/workflows/bad.yml": workflow("Bad", "exit 1"),
      ".github/workflows/failover.yml": workflow("Failover", "echo failed over"),
      ...files,
    },
  });

/** One critical alert of a service, told apart from its like by `id`. */
export async function alert(
  on: Stage,
  repo: Repo,
  service: string,
  {
    id = service,
    status = "firing",
    severity = "critical",
  }: { id?: string; status?: string; severity?: string } = {},
): Promise<void> {
  // Alerts of other names are no group: each has its own incident.
  const alertname = id === service ? "Down" : `Down ${id}`;
  const labels = { alertname, severity, service, repository: repo.fullName, instance: id };
  const one = {
    status,
    labels,
    annotations: { summary: `${service} is down (${id})` },
    startsAt: new Date().toISOString(),
    endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : new Date().toISOString(),
    generatorURL: "http://prometheus.example:9090/graph",
    fingerprint: `f-${repo.fullName}-${id}`,
  };
  const answer = await on.alert("alertmanager", {
    ...{ version: "4", groupKey: id, truncatedAlerts: 0, status, receiver: "heal", groupLabels: {} },
    ...{ commonLabels: labels, commonAnnotations: {}, externalURL: "http://alertmanager.example:9093" },
    alerts: [one],
  });
  if (answer.status !== 202) throw new Error(`the alert was answered ${answer.status}`);
}

/** Waits until the newest incident of an alert is in this state. */
export function incident(
  on: Stage,
  repo: Repo,
  id: string,
  state: IncidentRow["state"],
  ms = 120_000,
): Promise<IncidentRow> {
  let last = "nothing";
  return until(
    `the incident of ${id} to be ${state}`,
    async () => {
      const row = await on.heal.deps.db.maybe<IncidentRow>`
        select * from incidents where fingerprint = ${`f-${repo.fullName}-${id}`} order by id desc limit 1`;
      last = row?.state ?? "nothing";
      return row?.state === state ? row : null;
    },
    { ms, tell: () => `it is ${last}` },
  );
}

/** What the incident's decisions say against what was not done. */
export const refusals = async (on: Stage, of: IncidentRow): Promise<string> =>
  (
    await on.heal.deps.db.many<{ reason: string }>`
      select v ->> 'reason' as reason from decisions d, jsonb_array_elements(d.reasons) r,
        jsonb_array_elements(r -> 'verdicts') v
      where d.incident_id = ${of.id} and not (v ->> 'allowed')::boolean order by d.id`
  )
    .map(({ reason }) => reason)
    .join("; ");

export const dispatches = (on: Stage, repo: Repo): string[] =>
  on.github.effects
    .filter((one) => one.repository === repo.fullName && one.kind === "dispatch")
    .map((one) => one.kind);
