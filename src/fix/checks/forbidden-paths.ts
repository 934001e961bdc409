import { folded } from "../patch/names.js";
import type { Check } from "./check.js";
import { globs } from "./globs.js";

/**
 * Files that say what runs with which rights, who reviews, where packages come from, or what an agent is told:
 * no automatic patch touches them, whatever heal.yml says.
 */
export const alwaysForbidden: readonly string[] = [
  ".github/**",
  ".git*",
  "**/.git*/**",
  "CODEOWNERS",
  "action.yml",
  "action.yaml",
  ".gitlab-ci*",
  "**/.circleci/**",
  ".travis.yml",
  ".drone*",
  ".cirrus.*",
  ".woodpecker*",
  "**/.woodpecker/**",
  "**/.buildkite/**",
  "**/.forgejo/**",
  "**/.tekton/**",
  "**/.azure*/**",
  "azure-pipelines*",
  "appveyor*",
  ".appveyor*",
  "bitbucket-pipelines*",
  "cloudbuild*",
  "Jenkinsfile*",
  "renovate*.json*",
  ".renovaterc*",
  "**/.husky/**",
  "lefthook*",
  ".lefthook*",
  ".pre-commit*",
  ".npmrc",
  ".yarnrc*",
  "**/.yarn/**",
  ".pnp.*",
  ".pnpmfile*",
  "pip.conf",
  ".pypirc",
  "nuget.config",
  "**/.cargo/**",
  "**/.mvn/**",
  "gradle-wrapper.properties",
  ".netrc",
  ".env",
  ".env.*",
  ".envrc",
  "mise*.toml",
  ".mise*",
  "**/.ssh/**",
  "**/.devcontainer/**",
  "**/.vscode/**",
  "**/.idea/**",
  "**/.claude/**",
  "**/.cursor/**",
  "**/.windsurf/**",
  "**/.gemini/**",
  ".cursorrules",
  ".windsurfrules",
  ".mcp.json",
  "mcp.json",
  "CLAUDE*.md",
  "AGENTS*.md",
  "GEMINI.md",
];
const always = globs(alwaysForbidden);

export const forbiddenPaths: Check = {
  name: "forbidden-paths",
  says: "no forbidden path is touched",
  run: ({ files }, { forbidden }) => {
    const configured = globs(forbidden);
    return files
      .flatMap((file) => (file.oldPath === undefined ? [file.path] : [file.path, file.oldPath]))
      .flatMap((path) => {
        if (always(path) || always(path.split("/").map(folded).join("/")))
          return [{ path, reason: "no automatic patch may touch this path" }];
        return configured(path) ? [{ path, reason: "heal.yml forbids this path" }] : [];
      });
  },
};
