/** Folders that ship with heal, found from the compiled tree (`dist/src/core`) as well as from the sources. */
const root = new URL(import.meta.url.includes("/dist/src/core/") ? "../../../" : "../../", import.meta.url);

/** A `file:` URL of something in the package: `packageFile("playbooks/")`. */
export const packageFile = (relative: string): URL => new URL(relative, root);
