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
  /** Blob ids before and after as the diff names them, perhaps cut; absent: it names none. */
  blobs?: { before: string; after: string };
  /** Git's file mode after the patch (`100755`), when the patch or the head's tree names it. */
  mode?: string;
  /** The mode before it, when the patch names it. */
  oldMode?: string;
}

export interface Patch {
  files: PatchFile[];
}
