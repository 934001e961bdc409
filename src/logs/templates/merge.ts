/** The mark of a variable part. */
export const ANY = "<*>";

const isAny = (token: string): boolean => token === ANY || token === ` ${ANY}`;
const isWord = (token: string): boolean => /[a-z]/i.test(token);
/** Names of things rather than words of a language: dots, underscores, slashes, or capitals inside. */
const isName = (token: string): boolean => /[._/@\\$-]\w|[a-z][A-Z]/.test(token);

const isQualified = (token: string): boolean => isAny(token) || /\w\.\w+\.\w/.test(token);

/** Words after which somebody or something is named. */
const NAMERS = new Set("user username host hostname".split(" "));
const PREPOSITIONS = new Set("for from to at on named name service domain".split(" "));

/** Different words in one place that make it variable when nothing else speaks for it. */
const MANY = 7;
const FEW = 3;

/** A cluster of shapes: its tokens, and the shapes (by index) in it. */
export interface Cluster {
  tokens: string[];
  members: number[];
}

/**
 * Joins shapes that are equal but for one word, where that word looks like a value: many different ones were seen
 * there, or a variable part among them, or it stands where names stand. Repeats until nothing changes, so that
 * shapes can differ in more than one place. (The idea of Drain's wildcards and IPLoM's column partition.)
 */
export function mergeShapes(shapes: readonly string[][]): Cluster[] {
  const groups = new Map<string, Cluster[]>();
  shapes.forEach((tokens, index) => {
    const key = skeleton(tokens);
    const group = groups.get(key);
    const cluster = { tokens, members: [index] };
    if (group) group.push(cluster);
    else groups.set(key, [cluster]);
  });
  const merged: Cluster[] = [];
  for (const group of groups.values()) merged.push(...(group.length === 1 ? group : settle(group)));
  return merged;
}

/** Delimiters and their places; words and variable parts look the same. */
const skeleton = (tokens: readonly string[]): string =>
  tokens.map((token) => (isAny(token) || isWord(token) ? "w" : token)).join("");

function settle(group: Cluster[]): Cluster[] {
  let clusters = mergeNames(group);
  for (let before = 0; clusters.length !== before && clusters.length > 1; ) {
    before = clusters.length;
    const width = clusters[0]!.tokens.length;
    for (let column = 0; column < width; column += 1) clusters = mergeColumn(clusters, column);
  }
  return clusters;
}

/** Joins what is equal but for qualified names (`com.acme.Store`, `www.acme.org`), wherever three or more meet. */
function mergeNames(clusters: Cluster[]): Cluster[] {
  const alike = new Map<string, Cluster[]>();
  for (const cluster of clusters) {
    const key = cluster.tokens.map((token, at) => (at > 0 && isQualified(token) ? "" : token)).join("\u0001");
    const bucket = alike.get(key);
    if (bucket) bucket.push(cluster);
    else alike.set(key, [cluster]);
  }
  const result: Cluster[] = [];
  for (const bucket of alike.values()) {
    if (bucket.length < FEW) result.push(...bucket);
    else {
      const varying = bucket[0]!.tokens.map((token, at) =>
        bucket.some((other) => other.tokens[at] !== token),
      );
      const tokens = bucket[0]!.tokens.map((token, at) =>
        varying[at] ? (token.startsWith(" ") ? ` ${ANY}` : ANY) : token,
      );
      result.push({ tokens, members: bucket.flatMap((cluster) => cluster.members) });
    }
  }
  return result;
}

function mergeColumn(clusters: Cluster[], column: number): Cluster[] {
  const first = clusters[0]!.tokens[column]!;
  if (clusters.every((cluster) => cluster.tokens[column] === first)) return clusters;
  const alike = new Map<string, Cluster[]>();
  for (const cluster of clusters) {
    const rest = [...cluster.tokens];
    rest[column] = "";
    const key = rest.join("\u0001");
    const bucket = alike.get(key);
    if (bucket) bucket.push(cluster);
    else alike.set(key, [cluster]);
  }
  const result: Cluster[] = [];
  for (const bucket of alike.values())
    result.push(...(isVariable(bucket, column) ? [join(bucket, column)] : bucket));
  return result;
}

function join(bucket: readonly Cluster[], column: number): Cluster {
  const tokens = [...bucket[0]!.tokens];
  tokens[column] = tokens[column]!.startsWith(" ") ? ` ${ANY}` : ANY;
  return { tokens, members: bucket.flatMap((cluster) => cluster.members) };
}

function isVariable(bucket: readonly Cluster[], column: number): boolean {
  if (bucket.length < 2) return false;
  const { tokens } = bucket[0]!;
  const values = bucket.map((cluster) => cluster.tokens[column]!);
  const words = tokens.filter((token, at) => at !== column && isWord(token)).length;
  if (words === 0) return false;
  const any = values.some(isAny);
  // What a message begins with is what it is about, unless names stand there.
  if (column === 0) return any ? values.length >= FEW : values.every(isName) && values.length >= MANY;
  if (any) return true;
  const before = tokens[column - 1]!.trim().toLowerCase();
  if (NAMERS.has(before)) return true;
  if (PREPOSITIONS.has(before) || values.every(isName)) return values.length >= FEW;
  return values.length >= MANY;
}
