import { authentic, BYTE_CAP, type Source, unauthentic } from "../../source.js";
import { repositoryName } from "../../text.js";
import type { OidcClaims, Verifier } from "./oidc.js";
import { upload } from "./payload.js";
import { read } from "./read.js";

export interface ReportsOptions {
  verify: Verifier;
  /** Is the App installed there? Any workflow on GitHub can ask for a token with our audience. */
  mayReport: (claims: OidcClaims) => Promise<boolean>;
}

/** Test reports of the Action; the sender proves itself by its workflow's identity token, so there is no secret. */
export function createReports({ verify, mayReport }: ReportsOptions): Source {
  return {
    name: "reports",
    doc: "Test reports that the Action uploads, signed in by GitHub's OIDC.",
    byteCap: BYTE_CAP,
    keptHeaders: [],
    keyless: true,
    // A report is XML inside of JSON: tens of milliseconds for what JSON alone does in one.
    inlineBytes: 32 * 1024,
    longTexts: true,

    async authenticate({ headers }) {
      const token = /^bearer +([\w.-]+)$/i.exec(headers.authorization ?? "")?.[1];
      if (token === undefined) return unauthentic("no bearer token");
      const verified = await verify(token);
      if (!verified.ok) return unauthentic(verified.reason);
      const { claims } = verified;
      if (repositoryName(claims.repository) === null) return unauthentic("the repository is not owner/name");
      if (!(await mayReport(claims))) return unauthentic("the App is not installed in this repository");
      return {
        ok: true,
        facts: {
          "oidc-repository": claims.repository,
          "oidc-repository-id": claims.repository_id,
          "oidc-owner-id": claims.repository_owner_id,
          "oidc-event": claims.event_name,
          "oidc-workflow": claims.job_workflow_ref,
          "oidc-run": `${claims.run_id}:${claims.run_attempt}`,
          "oidc-sha": claims.sha,
          "oidc-jti": claims.jti,
        },
      };
    },

    authorize(json, facts) {
      const body = upload.safeParse(json);
      // A body of another shape speaks for nobody: it is stored under the token's repository and ignored.
      if (!body.success) return authentic;
      if (body.data.repository.toLowerCase() !== facts["oidc-repository"]?.toLowerCase())
        return unauthentic("the token is of another repository");
      return `${body.data.run_id}:${body.data.run_attempt}` === facts["oidc-run"]
        ? authentic
        : unauthentic("the token is of another run or attempt");
    },

    // A token's id is used up by its first body; whatever comes with it later is a repeat of that.
    identify: (_request, _json, facts) => ({
      key: facts["oidc-jti"] ?? "",
      event: "report",
      repository: facts["oidc-repository"],
      priority: 5,
    }),

    read,
  };
}
