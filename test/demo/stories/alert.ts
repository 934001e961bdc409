import assert from "node:assert/strict";
import { incidentByKey, type IncidentRow } from "../../../src/store/incidents.js";
import { until } from "../../harness/until.js";
import { ownerOf, type Story } from "../story.js";

/** As Alertmanager 0.27 sends it (webhook version 4). */
export const alertmanagerBody = (
  status: "firing" | "resolved",
  labels: Record<string, string>,
  startsAt: string,
  endsAt: string,
  generatorURL: string,
) => {
  const alert = {
    status,
    labels,
    annotations: {
      summary: "More than 5 % of checkouts fail",
      description: "5xx ratio of checkout is 12 % for 5 minutes",
    },
    startsAt,
    endsAt,
    generatorURL,
    fingerprint: "ec96a4c2a2d2b0cd",
  };
  return {
    version: "4",
    groupKey: '{}:{alertname="HighErrorRate"}',
    truncatedAlerts: 0,
    status,
    receiver: "heal",
    groupLabels: { alertname: labels["alertname"] },
    commonLabels: labels,
    commonAnnotations: alert.annotations,
    externalURL: "http://alertmanager.example:9093",
    alerts: [alert],
  };
};

export const alert: Story = {
  title: "A critical alert: dispatch the recovery workflow that the service names, see the alert resolve",
  async play(stage, say) {
    const repo = await stage.github.repository(`${ownerOf("alert")}/checkout`, {
      files: {
        ".github/heal.yml":
          "limits: { alert_hold: 0s }\nservices:\n  - { name: checkout, match: { service: checkout }, recovery_workflow: restart.yml }\n",
        ".github/workflows/restart.yml":
          "name: Restart\non: workflow_dispatch\njobs:\n  restart:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo restarted\n",
      },
    });
    const labels = {
      alertname: "HighErrorRate",
      service: "checkout",
      severity: "critical",
      repository: repo.fullName,
    };
    // Prometheus would be linked here; the repository stands in for it.
    const graph = `${stage.github.url}/${repo.fullName}`;
    const startsAt = new Date(Date.now() - 60_000).toISOString();
    const answer = await stage.alert(
      "alertmanager",
      alertmanagerBody("firing", labels, startsAt, "0001-01-01T00:00:00Z", graph),
    );
    assert.equal(answer.status, 202);
    say("Alertmanager", "HighErrorRate fires for service checkout");
    const { delivery } = (await answer.json()) as { delivery: string };
    const { db } = stage.heal.deps;
    const row = await until(
      "the incident of the alert",
      () =>
        db.maybe<{
          key: string;
        }>`select i.key from incidents i join error_events e on e.incident_id = i.id where e.delivery_id = ${delivery}`,
    );
    const find = (state: IncidentRow["state"]) => async () => {
      const incident = await incidentByKey(db, row.key);
      return incident?.state === state ? incident : null;
    };
    await until("verifying", find("verifying"));
    await until("the recovery workflow to pass", () =>
      repo.runs().find((run) => run.path.endsWith("restart.yml") && run.conclusion === "success"),
    );
    await stage.alert(
      "alertmanager",
      alertmanagerBody("resolved", labels, startsAt, new Date().toISOString(), graph),
    );
    say("Alertmanager", "HighErrorRate resolves");
    const incident = await until("recovered", find("recovered"));
    assert.equal(repo.runs().length, 1, "one dispatch");
    assert.equal(incident.category, "error_rate");
    return `recovered: restart.yml passed and the alert resolved (${stage.page(incident.id)})`;
  },
};
