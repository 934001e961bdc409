/** Kinds of text that say what a program does. What configures, builds or ships it (shell, YAML, TOML, ...) is not here. */
const SOURCE = new Set(
  [
    "js jsx ts tsx mjs cjs mts cts vue svelte astro css scss sass less html",
    "py pyi pyx go rs java kt scala groovy rb erb php cs vb fs",
    "c h cc cpp cxx hh hpp hxx m mm swift dart",
    "ex exs erl hrl clj cljs cljc hs ml mli elm lua pl pm t r jl nim zig cr d f90 sol",
    "sql graphql gql proto",
  ].flatMap((line) => line.split(" ")),
);

/** Catalogues of translated messages; JSON ones are named after their language. */
const CATALOGUES = new Set(["po", "ftl", "arb", "xlf", "xliff", "strings"]);

/** Prose that people read; the first word of its name says so, wherever it stands. */
const PROSE_NAMES = new Set(
  (
    "readme changelog changes history news contributing upgrading upgrade migrating migration faq install " +
    "installation architecture development glossary roadmap troubleshooting usage guide tutorial releases authors"
  ).split(" "),
);
const PROSE = new Set(["md", "rst", "adoc", "txt"]);
export const DOCS_FOLDERS = new Set(["doc", "docs", "documentation"]);

/** The ending without its dot, in small letters; "" without one. */
export const extensionOf = (name: string): string =>
  name.includes(".") ? name.slice(name.lastIndexOf(".") + 1).toLowerCase() : "";

/** Words of a name: at `.`, `-`, `_` and where a capital begins (`jest.setupFiles.ts`: jest, setup, files, ts). */
export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");

export const isSource = (name: string): boolean => SOURCE.has(extensionOf(name));

/** Whether a file is prose or translated messages: text that steers nothing but its reader. */
export function isProse(folders: readonly string[], name: string): boolean {
  const extension = extensionOf(name);
  if (CATALOGUES.has(extension)) return true;
  if (extension === "json")
    return (
      /^[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?\.json$/.test(name) && folders.some((folder) => LOCALES.has(folder))
    );
  if (!PROSE.has(extension)) return false;
  // A plain text of another name may be a list that a tool reads, such as of requirements.
  if (extension === "txt") return PROSE_NAMES.has(wordsOf(name)[0] ?? "");
  return folders.some((folder) => DOCS_FOLDERS.has(folder)) || PROSE_NAMES.has(wordsOf(name)[0] ?? "");
}
const LOCALES = new Set(["locales", "locale", "i18n", "translations", "lang"]);
