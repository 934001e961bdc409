/** Where several owners share a host, the repository belongs to the place. */
const SHARED_HOSTS = new Set([
  "github.com",
  "api.github.com",
  "codeload.github.com",
  "raw.githubusercontent.com",
  "gitlab.com",
  "bitbucket.org",
]);

/**
 * The place a text names: a host, a host with owner and repository, or a protocol (`file:`); null when it names none.
 * The text is as the format's parser gives it, so that escapes are resolved.
 */
export function sourceOf(text: string): string | null {
  // URL parsers drop tabs and line breaks (WHATWG URL, "basic URL parser").
  const bare = text
    .replace(/[\t\n\r]/g, "")
    .trim()
    .replace(/^(?:git|registry|sparse|hg|svn|bzr)\+/i, "");
  const url = /^(?:([a-z][a-z0-9+.-]{0,20}):)?[\\/]{2}(.+)$/i.exec(bare);
  if (url) return place((url[1] ?? "").toLowerCase(), url[2] ?? "");
  const ssh = /^[\w.-]{1,60}@([\w-]{1,60}\.[\w.-]{1,120}):(?!\/)(\S+)$/.exec(bare);
  if (ssh) return place("ssh", `${ssh[1]}/${ssh[2]}`);
  const short = /^(github|gitlab|bitbucket|gist):([\w.-]{1,80}\/[\w.-]{1,80})/i.exec(bare);
  if (short) return `${(short[1] ?? "").toLowerCase()}.com/${(short[2] ?? "").toLowerCase()}`;
  // Yarn writes `name@npm:range`; a name behind `npm:` is another package than the one in front.
  const protocol =
    /^(?:@?[^@:\s]{1,200}@)?(file|link|portal|patch|exec|npm|jsr|path|git|https?|data):(.*)$/is.exec(bare);
  if (!protocol) return null;
  const name = (protocol[1] ?? "").toLowerCase();
  return name === "npm" && /^[\d^~<>=*v]/.test(protocol[2] ?? "") ? null : `${name}:`;
}

function place(scheme: string, rest: string): string {
  if (scheme === "file") return "file:";
  const authority = (rest.split(/[\\/?#]/, 1)[0] ?? "").toLowerCase();
  // Behind `@` stands the host; before it a name that only looks like one.
  const host = authority
    .slice(authority.lastIndexOf("@") + 1)
    .replace(/:(?:80|443)$/, "")
    .replace(/\.$/, "");
  if (!SHARED_HOSTS.has(host)) return host;
  const parts = rest.split(/[?#]/, 1)[0]?.split("/").slice(1) ?? [];
  const [owner = "", name = ""] = parts[0] === "repos" ? parts.slice(1) : parts;
  return `${host}/${owner.toLowerCase()}/${name.toLowerCase().replace(/\.git$/, "")}`;
}

/** Whether a place is a commit of a repository rather than a release of a registry. */
export const isGit = (text: string): boolean =>
  /^git\+|^git:|^git@|\.git(?:[#?]|$)|[?&#](?:commit|rev|branch|tag)=|#[0-9a-f]{40}$|\/tar\.gz\/[0-9a-f]{7,40}/i.test(
    text,
  ) && !/\.tgz#[0-9a-f]{40}$/i.test(text);
