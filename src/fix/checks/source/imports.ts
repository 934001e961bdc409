import { extensionOf } from "../../allowed/kinds.js";
import { languageOf } from "../../allowed/incident.js";

/** Modules of standard libraries that only reckon: no files, processes, network, environment, or code at run time. */
const PLAIN: Readonly<Record<string, ReadonlySet<string>>> = {
  js: words("path url buffer crypto events string_decoder querystring util punycode timers timers/promises"),
  py: words(
    "__future__ abc base64 bisect calendar collections collections.abc contextlib copy dataclasses datetime decimal",
    "difflib enum fractions functools hashlib heapq html itertools json logging math numbers operator random re",
    "statistics string textwrap time types typing typing_extensions unicodedata uuid zoneinfo",
  ),
  go: words(
    "bufio bytes cmp context encoding/base64 encoding/hex encoding/json errors fmt hash/fnv html iter maps math",
    "math/big math/bits math/rand path regexp slices sort strconv strings sync sync/atomic time unicode unicode/utf8",
  ),
  rb: words("bigdecimal date digest forwardable json ostruct securerandom set time"),
};
const RUST_STD = words(
  "any ascii borrow boxed cell char clone cmp collections convert default error fmt hash iter marker mem num ops",
  "option rc result str string sync time vec",
);
const JVM =
  /^(?:java\.(?:util(?!\.(?:jar|zip|prefs|ServiceLoader))|time|math|text)|kotlin\.(?:collections|math|text|time)|kotlin)\b/;
const CSHARP = words(
  "System System.Collections System.Collections.Generic System.Globalization System.Linq System.Text",
  "System.Text.Json System.Text.RegularExpressions System.Threading.Tasks",
);

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")));
}

/** One pattern a language; the first group that matched is what is brought in. */
const IMPORTS: Readonly<Record<string, RegExp>> = {
  js: /\bfrom ?["'`]([^"'`\n]{1,200})["'`]|\bimport ?["'`]([^"'`\n]{1,200})["'`]|\b(?:require|import)\(["'`]([^"'`\n]{1,200})["'`]\)/g,
  py: /^from ([\w.]{1,200}) import\b|^import ([\w., ]{1,200})/gm,
  go: /^(?:import )?(?:[\w.]{1,60} )?"([\w./-]{1,200})"$/gm,
  rb: /^require ?\(?["']([\w./-]{1,200})["']/gm,
  rs: /^(?:pub )?use ([\w:]{1,200})|\b(std::\w{1,60})/gm,
  java: /^import (?:static )?([\w.]{1,200})/gm,
  cs: /^using (?:static )?([\w.]{1,200});/gm,
};

const keyOf = (path: string): string => {
  const group = languageOf(path).split(" ");
  return group.includes("js")
    ? "js"
    : group.includes("java")
      ? "java"
      : group[0] === "rb"
        ? "rb"
        : extensionOf(path);
};

/** Modules that a text brings in and that are neither plain nor the repository's own. Blanks are squeezed already. */
export function foreignImports(path: string, text: string): string[] {
  const key = keyOf(path);
  const pattern = IMPORTS[key];
  if (!pattern) return [];
  const own = ownPrefix(key, path, text);
  return [...text.matchAll(pattern)]
    .flatMap((match) => (match.slice(1).find((group) => group !== undefined) ?? "").split(","))
    .map((name) => name.trim().split(" ")[0] ?? "")
    .filter((name) => name !== "" && !isPlain(key, name) && !(own !== null && name.startsWith(own)));
}

function isPlain(key: string, name: string): boolean {
  switch (key) {
    case "js":
      return (
        /^\.{1,2}(?:\/|$)|^[@~#]\//.test(name) || (PLAIN["js"]?.has(name.replace(/^node:/, "")) ?? false)
      );
    case "py":
      return name.startsWith(".") || (PLAIN["py"]?.has(name) ?? false);
    case "rs": {
      const [first = "", second = ""] = name.split("::");
      if (["std", "core", "alloc"].includes(first)) return RUST_STD.has(second);
      return ["crate", "super", "self"].includes(first);
    }
    case "java":
      return JVM.test(name);
    case "cs":
      return CSHARP.has(name);
    default:
      return PLAIN[key]?.has(name) ?? false;
  }
}

/** What the names of the repository's own modules begin with; null: not known. */
function ownPrefix(key: string, path: string, text: string): string | null {
  if (key === "py") {
    const parts = path.split("/");
    const top = ["src", "lib", "app"].includes(parts[0] ?? "") && parts.length > 2 ? parts[1] : parts[0];
    return parts.length > 1 && top !== undefined ? top : null;
  }
  if (key === "java") {
    const own = /^package ([a-z]\w*\.\w+)/m.exec(text)?.[1];
    return own === undefined || own.startsWith("java.") ? null : `${own}.`;
  }
  return null;
}
