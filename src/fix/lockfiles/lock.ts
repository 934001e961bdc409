/** One locked package, whatever the package manager. */
export interface LockEntry {
  name: string;
  /** The name under which it is installed, where that is another one. */
  alias: string | null;
  /** "" where the format gives none. */
  version: string;
  /** Everything that proves its content: integrity, hashes, commits; sorted. */
  proofs: string[];
  /** Addresses it is fetched from, as they stand; empty for a registry that the format does not name. */
  urls: string[];
  /** Names of the packages it asks for, sorted. */
  needs: string[];
}

export interface Lock {
  entries: LockEntry[];
  /** All places that the file names, as `sourceOf` tells them; those outside entries too. */
  sources: string[];
  /** Names that something other than an entry asks for. */
  roots: string[];
}

/** How one package manager's lock file is read. */
export interface LockFormat {
  /** The file's name, letter by letter. */
  file: string;
  /** Hosts of the ecosystem's own registry. */
  registry: readonly string[];
  /** A tree of plain values, shaped for `lockOf`. Throws `HEAL_INPUT_INVALID` for what is not such a file. */
  read(text: string): unknown;
  /** Whether it says what its packages ask for, so that a package nobody asks for is seen. */
  needs: boolean;
}
