import { addedLines, removedLines, type PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext } from "./check.js";
import { versions } from "./versions.js";

const NAMES =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|Cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|go\.sum|packages\.lock\.json|gradle\.lockfile|mix\.lock|pubspec\.lock)$/i;
/** Manifests name sources too: a `git+https` dependency, an extra index. */
const MANIFESTS =
  /(?:^|\/)(?:package\.json|requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|Cargo\.toml|Gemfile|composer\.json|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|nuget\.config)$/i;
/** Public registries, so that a first lock file can be judged. */
const REGISTRIES = new Set([
  "registry.npmjs.org",
  "registry.yarnpkg.com",
  "files.pythonhosted.org",
  "pypi.org",
  "rubygems.org",
  "github.com/rust-lang/crates.io-index",
  "index.crates.io",
  "static.crates.io",
  "repo.packagist.org",
  "proxy.golang.org",
  "repo.maven.apache.org",
  "api.nuget.org",
  "hex.pm",
  "pub.dev",
]);

export const isLockfile = (path: string): boolean => NAMES.test(path);

/** A package that suddenly comes from another host is another package. */
export const lockfileSource: Check = {
  name: "lockfile-source",
  says: "packages come from the hosts they came from before",
  run: ({ files }, context) =>
    files
      .filter((file) => isLockfile(file.path) || (isAgent(context) && MANIFESTS.test(file.path)))
      .flatMap((file) => {
        const known = knownHosts(file, context);
        const strange = addedLines(file).flatMap(({ text }) =>
          sources(text, isLockfile(file.path)).filter((host) => !known.has(host)),
        );
        return strange
          .slice(0, 1)
          .map((host) => ({ path: file.path, reason: `a package would come from ${JSON.stringify(host)}` }));
      }),
};

function knownHosts(file: PatchFile, { baseFiles }: CheckContext): Set<string> {
  const { before } = versions(file, baseFiles);
  const removed = removedLines(file).map(({ text }) => text);
  return new Set([
    ...REGISTRIES,
    ...[before, ...removed].flatMap((text) => sources(text, isLockfile(file.path))),
  ]);
}

/** Hosts a line takes packages from; for git hosts the repository belongs to it. In manifests only what is fetched. */
function sources(text: string, lock: boolean): string[] {
  const urls = [
    ...text.matchAll(
      /\b(?:git\+)?(?:https?|ssh|git|file):\/\/(?:[^\s/@"']{1,200}@)?([^\s"'<>#?,)\]]{1,300})/gi,
    ),
  ];
  const short = [...text.matchAll(/["':\s](?:github|gitlab|bitbucket|gist):([\w.-]{1,80}\/[\w.-]{1,80})/g)];
  const found = urls
    .filter(
      (match) =>
        lock ||
        FETCHED.test(text) ||
        /^git/i.test(match[0]) ||
        /\.(?:git|tgz|tar\.gz|zip|whl)\b/i.test(match[0]),
    )
    .map((match) => hostOf(match[1] ?? ""));
  return [...found, ...short.map((match) => `github.com/${(match[1] ?? "").toLowerCase()}`)];
}
const FETCHED =
  /\b(?:git|url|index-url|find-links|registry|source|extra-index|maven|repository|add key|resolved)\b/i;
const GIT_HOSTS = new Set([
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "codeload.github.com",
  "raw.githubusercontent.com",
]);

function hostOf(rest: string): string {
  const [host = "", owner = "", name = ""] = rest.toLowerCase().split("/");
  const bare = host.replace(/:\d{1,5}$/, "");
  return GIT_HOSTS.has(bare) ? `${bare}/${owner}/${name.replace(/\.git$/, "")}` : bare;
}
