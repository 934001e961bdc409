/** An address as settings hold it: https, or http too where private addresses are allowed. No user name, no fragment. */
export function readAddress(text: string, allowPrivate: boolean): URL | null {
  if (/\s/.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) return null;
  return url.username + url.password + url.hash === "" ? url : null;
}

/** `KEY@https://...`, or `KEY` alone where there is a usual address. */
export function readKeyed(
  value: string,
  allowPrivate: boolean,
  usual?: string,
): { key: string; url: URL } | null {
  const at = value.indexOf("@");
  const [key, text] = at < 0 ? [value, usual] : [value.slice(0, at), value.slice(at + 1)];
  const url = text === undefined ? null : readAddress(text, allowPrivate);
  return url !== null && /^[\w.~+/=-]+$/.test(key) ? { key, url } : null;
}

/** An address of the vendor's, below the one that is configured. */
export const below = (url: URL, path: string): URL =>
  new URL(`${url.origin}${url.pathname.endsWith("/") ? url.pathname.slice(0, -1) : url.pathname}${path}`);
