/** Long enough for any honest range; bounds the work. */
const MAX_RANGE = 120;
const NUMBER = /^(?:~>|\^|~|[<>]=?|={1,3}|!=)?v?\d+(?:\.(?:\d+|[xX*])){0,3}(?:[-+][\dA-Za-z.+-]+)?$/;
const PYTHON = /^(?:~=|[<>]=?|={2,3}|!=|[\^~=])?\d[\dA-Z.!+*-]*$/i;

const split = (spec: string): string[] | null => {
  if (spec.length > MAX_RANGE) return null;
  const joined = spec.replace(/([\^~<>=!]) (?=[\dv])/g, "$1");
  const parts = joined.split(/[\s,|]/).filter((part) => part !== "" && part !== "-");
  return parts.length > 0 ? parts : null;
};

/**
 * Whether a text is a range of version numbers (npm, Cargo, RubyGems, Composer, pub): nothing that names a place, a
 * branch or a tag. npm takes what ends in `.tgz` for a file, Composer what ends in `-dev` for a branch.
 */
export const isSemverRange = (spec: string): boolean =>
  split(spec)?.every((part) => NUMBER.test(part) && !/(?:\.(?:tgz|tar|gz|git)|dev)$/i.test(part)) ?? false;

/** The same of Python's specifiers (PEP 440), with Poetry's `^` and `~`. */
export const isPythonRange = (spec: string): boolean =>
  split(spec)?.every((part) => PYTHON.test(part)) ?? false;

/** One exact version: what Maven, NuGet, Go and Gradle are given. */
export const isVersion = (text: string): boolean =>
  /^v?\d[\dA-Za-z.+-]{0,60}$/.test(text) && !/snapshot/i.test(text);
