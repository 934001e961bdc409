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
  ".gitlab-ci.yml",
  ".circleci/**",
  ".travis.yml",
  ".drone.yml",
  ".buildkite/**",
  "azure-pipelines.yml",
  "Jenkinsfile",
  ".husky/**",
  ".pre-commit-config.yaml",
  ".npmrc",
  ".yarnrc",
  ".yarnrc.yml",
  ".pnpmfile.cjs",
  "pip.conf",
  ".pypirc",
  ".netrc",
  ".env",
  ".env.*",
  ".ssh/**",
  ".devcontainer/**",
  ".vscode/**",
  ".idea/**",
  ".claude/**",
  ".cursor/**",
  "CLAUDE.md",
  "AGENTS.md",
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
        if (always(path)) return [{ path, reason: "no automatic patch may touch this path" }];
        return configured(path) ? [{ path, reason: "heal.yml forbids this path" }] : [];
      });
  },
};
