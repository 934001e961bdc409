/**
 * A name as file systems that fold compare it: HFS+ drops the ignorable characters, Windows trailing dots and spaces,
 * both ignore case (git's own list: `is_hfs_dotgit`, `is_ntfs_dotgit` of path.c and utf8.c). NFKC folds letters that
 * only look different.
 */
export const folded = (segment: string): string =>
  segment
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[. ]{1,255}$/, "");

/** Devices of Windows, with or without an ending (learn.microsoft.com, "Naming Files, Paths, and Namespaces"). */
const DEVICES = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;

/** Why a path names another file, or none, on some systems; null for one that is the same everywhere. */
export function unportable(path: string): string | null {
  if (path !== path.normalize("NFC")) return "has letters in a decomposed form";
  for (const segment of path.split("/")) {
    if (/[. ]$/.test(segment)) return "has a part that ends in a dot or a space";
    if (segment.startsWith(" ")) return "has a part that begins with a space";
    // `GITHUB~1` is what Windows calls `.github` beside its long name.
    if (/~\d/.test(segment)) return "has a part like the short names of Windows";
    if (DEVICES.test(segment)) return "has a part that is a device of Windows";
    // A colon opens a stream of the file on NTFS; the others cannot stand in a name there.
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[:"*<>?|\u0000-\u001f\u007f]/.test(segment)) return "has a character that not every system takes";
  }
  return null;
}
