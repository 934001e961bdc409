import { slugOf, type AppLogin } from "./app-login.js";
import type { Client, Octokit } from "./client.js";
import type { CheckRuns, CheckText } from "./port.js";

/** GitHub takes 50 annotations in a call (docs: REST, "Create a check run"), and keeps those of earlier calls. */
const ANNOTATIONS = 50;

const partsOf = ({ conclusion, title, summary, annotations, actions, detailsUrl }: CheckText) => ({
  status: "completed" as const,
  conclusion,
  details_url: detailsUrl,
  actions: [...actions],
  output: {
    title,
    summary,
    annotations: annotations.slice(0, ANNOTATIONS).map(({ path, line, column, title: head, message }) => ({
      path,
      start_line: line,
      end_line: line,
      ...(column === undefined ? {} : { start_column: column, end_column: column }),
      annotation_level: "failure" as const,
      title: head,
      message,
    })),
  },
});

export function createCheckRuns(client: Client, ownLogin: AppLogin): CheckRuns {
  const write = { checks: "write" } as const;
  const made = ({ data }: Awaited<ReturnType<Octokit["rest"]["checks"]["create"]>>) => ({
    id: data.id,
    url: data.html_url ?? "",
  });
  return {
    createCheckRun: (repository, { name, headSha, externalId }, text) =>
      client.as(repository, write, async (octokit, at) =>
        made(
          await octokit.rest.checks.create({
            ...at,
            name,
            head_sha: headSha,
            external_id: externalId,
            ...partsOf(text),
          }),
        ),
      ),

    updateCheckRun: (repository, id, text) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.checks.update({ ...at, check_run_id: id, ...partsOf(text) });
      }),

    ownCheckRun: async (repository, { name, headSha, externalId }) => {
      const app = slugOf(await ownLogin());
      return client.as(repository, { checks: "read" }, async (octokit, at) => {
        const { data } = await octokit.rest.checks.listForRef({
          ...at,
          ref: headSha,
          check_name: name,
          per_page: 100,
        });
        const own = data.check_runs.find(
          (run) => run.app?.slug === app && run.head_sha === headSha && run.external_id === externalId,
        );
        return own ? { id: own.id, url: own.html_url ?? "" } : null;
      });
    },
  };
}
