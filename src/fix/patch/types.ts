export type PatchStatus = "added" | "modified" | "removed" | "renamed";

/** What a patch does to one file. */
export interface PatchFile {
  /** Relative, `/`-separated, without `..`: safe to name in a tree. */
  path: string;
  /** The former path of a renamed file. */
  oldPath?: string;
  status: PatchStatus;
  additions: number;
  deletions: number;
  /** Unified hunks from the first `@@` on, `""` when no line changes; null: binary, or too large to show. */
  diff: string | null;
  /** Git's file mode (`100755`) when the patch sets or names one. */
  mode?: string;
}

export interface Patch {
  files: PatchFile[];
}
