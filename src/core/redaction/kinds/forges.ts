import { type Kind, shape } from "./kind.js";

const GITHUB =
  "docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github";
const GITLAB = "docs.gitlab.com/security/tokens/#token-prefixes";
const ATLASSIAN = "support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account";

const github = (id: string, start: string): Kind =>
  shape(id, GITHUB, start, "[\\w.-]{19}", "%w36", { kind: "github-token", edge: false, more: "." });
const gitlab = (id: string, start: string, sample = "%u20"): Kind =>
  shape(id, GITLAB, start, "[\\w.-]{19}", sample, { kind: "gitlab-token", edge: false, more: "." });

/** Tokens of forges: GitHub's came in 2021 and grew to ~520 characters in 2026; GitLab's have parts between dots since 18.0. */
// prettier-ignore
export const forges: readonly Kind[] = [
  github("github-pat", "ghp_"),
  github("github-oauth", "gho_"),
  github("github-user-to-server", "ghu_"),
  github("github-installation", "ghs_"),
  github("github-refresh", "ghr_"),
  shape("github-fine-grained-pat", GITHUB, "github_pat_", "\\w{20}", "%w22_%w59", { kind: "github-token", edge: false }),
  shape("github-installation-old", GITHUB, "v1.", "[0-9a-f]{40}", "%h40", { kind: "github-token", whole: true, stays: ["v1.3f78685"] }),
  gitlab("gitlab-pat", "glpat-"),
  gitlab("gitlab-pat-routable", "glpat-", "%u27.01.%L9"),
  gitlab("gitlab-deploy-token", "gldt-"),
  gitlab("gitlab-runner-token", "glrt-", "t1_%u20"),
  gitlab("gitlab-runner-registration", "glrtr-"),
  gitlab("gitlab-job-token", "glcbt-", "64_%u20"),
  gitlab("gitlab-trigger-token", "glptt-", "%h40"),
  gitlab("gitlab-feed-token", "glft-"),
  gitlab("gitlab-mail-token", "glimt-", "%L25"),
  gitlab("gitlab-agent-token", "glagent-", "%u50"),
  gitlab("gitlab-workspace-token", "glwt-"),
  gitlab("gitlab-scim-token", "glsoat-"),
  gitlab("gitlab-feature-flag-token", "glffct-"),
  gitlab("gitlab-oauth-secret", "gloas-", "%h64"),
  shape("gitlab-registration-old", GITLAB, "GR1348941", "[\\w-]{20}", "%u20", { kind: "gitlab-token" }),
  shape("gitlab-incoming-mail", GITLAB, "incoming+", "[\\w.-]{30}", "acme-shop-123-%L25-issue", { kind: "gitlab-token" }),
  shape("atlassian-token", ATLASSIAN, "ATATT3", "[\\w=-]{40}", "%u180", { more: "=" }),
  shape("atlassian-scoped-token", ATLASSIAN, "ATSTT3x ATCTT3x", "[\\w=-]{40}", "%u180", { kind: "atlassian-token", more: "=" }),
  shape("bitbucket-app-password", "support.atlassian.com/bitbucket-cloud/docs/app-passwords", "ATBB", "[A-Za-z0-9=]{32}", "%w32", { whole: true }),
  shape("sourcegraph-token", "sourcegraph.com/docs/cli/how-tos/creating_an_access_token", "sgp_ slk_ sgd_", "\\w{38}", "%h16_%h40"),
  shape("phabricator-token", "secure.phabricator.com/conduit", "api- cli-", "[a-z0-9]{28}", "%L28", { whole: true }),
  shape("azure-devops-pat", "learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate", "AZDO", "[A-Za-z0-9]{4}", "%w4", { lead: ["[A-Za-z0-9]{76}", 76], kind: "azure-key", whole: true }),
  shape("gitea-oauth-token", "docs.gitea.com/development/oauth2-provider", "gto_ gta_", "[A-Za-z0-9]{30}", "%w40"),
];
