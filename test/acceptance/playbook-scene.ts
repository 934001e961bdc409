import type { OnStage } from "../harness/on-stage.js";
import type { IncidentRow } from "../../src/store/incidents.js";
import { timelineOf } from "../../src/store/timeline.js";
import type { Repo, SimRun } from "../simulator/index.js";

type Scripted = Parameters<Repo["scriptedRun"]>[0];

export interface Scene {
  repo: Repo;
  /** A run that fails and meets the playbook. */
  fail(options: Scripted): Promise<SimRun>;
  /** Waits with the incident's pauses left out. */
  reach(run: SimRun, state: IncidentRow["state"]): Promise<IncidentRow>;
  /** What heal did at GitHub, check runs left out. */
  done(): string[];
  detail(kind: string): Record<string, unknown>[];
  story(incident: IncidentRow): Promise<string>;
}

/** A repository with one playbook of its own: for categories of CI, whatever the confidence, unless `when` says otherwise. */
export async function withPlaybook(
  scene: OnStage,
  name: string,
  steps: string,
  {
    when = "{ kind: ci }",
    verify = "{ signal: workflow_run, within: 60m }",
    leave = "",
    mode = "act",
    more = "",
    files = {},
  }: Partial<Record<"when" | "verify" | "leave" | "mode" | "more", string>> & {
    files?: Record<string, string>;
  } = {},
): Promise<Scene> {
  const { github } = scene.on;
  const actions = leave === "" ? "" : `actions: { ${leave} }\n`;
  const repo = await github.repository(`${name}/web`, {
    files: {
      "README.md": `${name}\n`,
      ".github/heal.yml": `mode: ${mode}\n${actions}${more}`,
      ".github/heal/playbooks/own.yml": `name: own\ndescription: What this story is about.\nwhen: ${when}\nrisk: low\nsteps: ${steps}\nverify: ${verify}\n`,
      ...files,
    },
  });
  const effects = () =>
    github.effects.filter((one) => one.repository === repo.fullName && !one.kind.startsWith("check"));
  return {
    repo,
    fail: (options) => repo.scriptedRun(options),
    reach: (run, state) => scene.hurry.reach(scene.on, repo.fullName, run.id, state),
    done: () => effects().map(({ kind }) => kind),
    detail: (kind) =>
      effects()
        .filter((one) => one.kind === kind)
        .map(({ detail }) => detail),
    story: async ({ id }) => (await timelineOf(scene.base.db, id)).map(({ text }) => text).join("\n"),
  };
}
