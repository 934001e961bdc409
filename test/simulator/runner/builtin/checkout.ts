import { mkdirSync } from "node:fs";
import { resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Status } from "../job-state.js";
import { execute } from "../process.js";
import { failWith } from "../program-step.js";
import type { RunningStep } from "../running-step.js";
import type { Builtin } from "./index.js";

const SHA = /^[0-9a-f]{40}$/i;

/** A refspec to fetch, and the branch to be on then; none for a detached head. */
interface Target {
  fetch: string;
  branch?: string;
}

/** `actions/checkout`: inputs `ref`, `path`, `fetch-depth`, `persist-credentials`, `repository` (its own only). */
export const checkout: Builtin = async (step, inputs) => {
  const { job, log } = step;
  const { request, sandbox } = job;
  const fail = (message: string) => failWith(job, log, message);
  if ((inputs["repository"] || request.repository).toLowerCase() !== request.repository.toLowerCase()) {
    return fail("Not Found");
  }
  const folder = resolve(sandbox.workspace, inputs["path"] ?? ".");
  if (!`${folder}${sep}`.startsWith(`${sandbox.workspace}${sep}`)) {
    return fail(`Repository path '${folder}' is not under '${sandbox.workspace}'`);
  }
  mkdirSync(folder, { recursive: true });
  log.write(`Syncing repository: ${request.repository}`);
  const target = await targetOf(inputs["ref"] ?? "", step);
  if (target === null) return fail(`A branch or tag with the name '${inputs["ref"]}' could not be found`);

  const header = `http.${request.serverUrl}/.extraheader`;
  for (const args of [
    ["init", "--quiet", "."],
    ...fetches(pathToFileURL(request.gitDir).href, target, Number(inputs["fetch-depth"] ?? "1")),
    [
      "checkout",
      "--quiet",
      "--force",
      ...(target.branch === undefined ? ["--detach"] : ["-B", target.branch]),
      "FETCH_HEAD",
    ],
    ["remote", "add", "origin", `${request.serverUrl}/${request.repository}`],
    ...(inputs["persist-credentials"] === "false"
      ? []
      : [["config", "--local", header, authorization(step)]]),
  ]) {
    const conclusion = await git(step, folder, args);
    if (conclusion === "cancelled") return { conclusion, outputs: {} };
    if (conclusion === "failure") return fail("The process '/usr/bin/git' failed with exit code 128");
  }
  job.posts.push({
    name: `Post ${step.name}`,
    condition: "always()",
    run: async (postLog, signal) => {
      postLog.write("Post job cleanup.");
      const post = { ...step, log: postLog, signal };
      if (inputs["persist-credentials"] !== "false")
        await git(post, folder, ["config", "--local", "--unset-all", header]);
      return "success";
    },
  });
  return { conclusion: "success", outputs: { ref: inputs["ref"] || request.ref, commit: request.sha } };
};

/** Depth 0 means all branches and tags; the wanted commit is fetched last, so that FETCH_HEAD is it. */
function fetches(source: string, target: Target, depth: number): string[][] {
  const every = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];
  const one = ["fetch", "--quiet", "--no-tags"];
  return depth > 0
    ? [[...one, `--depth=${depth}`, source, target.fetch]]
    : [
        ["fetch", "--quiet", source, ...every],
        [...one, source, target.fetch],
      ];
}

/** Names from inputs only ever stand behind `refs/`, so none can be read as an option of git. */
async function targetOf(ref: string, step: RunningStep): Promise<Target | null> {
  const { request, sandbox } = step.job;
  if (ref === "" || ref === request.ref) {
    const branch = request.ref.startsWith("refs/heads/")
      ? request.ref.slice("refs/heads/".length)
      : undefined;
    return branch === undefined ? { fetch: request.sha } : onBranch(request.sha, branch);
  }
  if (SHA.test(ref)) return { fetch: ref };
  for (const name of ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`]) {
    const wanted = [
      ["check-ref-format", name],
      ["ls-remote", "--quiet", "--exit-code", pathToFileURL(request.gitDir).href, name],
    ];
    const found: Status[] = [];
    for (const args of wanted) found.push(await git(step, sandbox.workspace, args));
    if (found.some((conclusion) => conclusion !== "success")) continue;
    return name.startsWith("refs/heads/")
      ? onBranch(name, name.slice("refs/heads/".length))
      : { fetch: name };
  }
  return null;
}

const onBranch = (source: string, branch: string): Target => ({
  fetch: `+${source}:refs/remotes/origin/${branch}`,
  branch,
});

function authorization({ job }: RunningStep): string {
  const basic = Buffer.from(`x-access-token:${job.token}`).toString("base64");
  job.masks.add(basic);
  return `AUTHORIZATION: basic ${basic}`;
}

async function git({ job, log, signal }: RunningStep, cwd: string, args: string[]): Promise<Status> {
  log.write(`[command]/usr/bin/git ${args.join(" ")}`);
  const env = { ...job.baseEnvironment, GIT_TERMINAL_PROMPT: "0" };
  const { code } = await execute({ file: "git", args, cwd, env, line: (text) => log.write(text), signal });
  return code === null ? "cancelled" : code === 0 ? "success" : "failure";
}
