/** GitHub Actions' OIDC provider: discovery, keys, and tokens with GitHub's documented claims. */
import { createPrivateKey, createPublicKey, randomUUID } from "node:crypto";
import { exportJWK, SignJWT } from "jose";
import { latest } from "./shape/run.js";
import type { World } from "./world.js";

const keyId = "simulator-1";

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  actor: string;
}

function json(status: number, body: unknown, actor = "oidc"): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: Buffer.from(JSON.stringify(body), "utf8"),
    actor,
  };
}

export async function oidc(world: World, url: URL, authorization: string | undefined): Promise<Answer> {
  const issuer = `${world.url}/_oidc`;
  switch (url.pathname) {
    case "/_oidc/.well-known/openid-configuration":
      return json(200, {
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks`,
        subject_types_supported: ["public", "pairwise"],
        response_types_supported: ["id_token"],
        id_token_signing_alg_values_supported: ["RS256"],
        scopes_supported: ["openid"],
      });
    case "/_oidc/.well-known/jwks": {
      const jwk = await exportJWK(createPublicKey(world.publicKey));
      return json(200, { keys: [{ ...jwk, kid: keyId, alg: "RS256", use: "sig" }] });
    }
    case "/_oidc/token":
      return await token(world, url, authorization, issuer);
    default:
      return json(404, { message: "Not Found" });
  }
}

async function token(
  world: World,
  url: URL,
  authorization: string | undefined,
  issuer: string,
): Promise<Answer> {
  const secret = (authorization ?? "").replace(/^bearer /i, "");
  const run = world.engine.oidcRuns.get(secret);
  if (run === undefined) return json(401, { message: "Bad credentials" });
  const { repository } = run;
  const attempt = latest(run);
  const ref = run.ref;
  const audience = url.searchParams.get("audience") ?? `${world.url}/${repository.owner}`;
  const now = Math.floor(world.now().getTime() / 1000);
  const workflowRef = `${repository.fullName}/${run.workflow.path}@${ref}`;
  const value = await new SignJWT({
    ref,
    sha: run.sha,
    repository: repository.fullName,
    repository_owner: repository.owner,
    repository_owner_id: String(world.user(repository.owner).id),
    run_id: String(run.id),
    run_number: String(run.runNumber),
    run_attempt: String(attempt.attempt),
    repository_visibility: repository.private ? "private" : "public",
    repository_id: String(repository.id),
    actor_id: String(world.user(run.actor).id),
    actor: run.actor,
    workflow: run.workflow.name,
    head_ref: run.headRef ?? "",
    base_ref: run.baseRef ?? "",
    event_name: run.event,
    ref_protected: "false",
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    workflow_ref: workflowRef,
    workflow_sha: run.sha,
    job_workflow_ref: workflowRef,
    job_workflow_sha: run.sha,
    runner_environment: "github-hosted",
    jti: randomUUID(),
    sub: `repo:${repository.fullName}:${run.event === "pull_request" ? "pull_request" : `ref:${ref}`}`,
  })
    .setProtectedHeader({ alg: "RS256", kid: keyId, typ: "JWT" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(now)
    .setNotBefore(now - 300)
    .setExpirationTime(now + 300)
    .sign(createPrivateKey(world.app.privateKey));
  return json(200, { value, count: value.length }, "github-actions[bot]");
}
