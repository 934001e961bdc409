/**
 * An address that a body names beside another one of the same sender, if it is an https page of the same host; null: it is not. A
 * body may hold any address, and people are not to be led away from where the alert is.
 */
export function onHostOf(url: string | null | undefined, other: string | null | undefined): string | null {
  if (!url || !other || !URL.canParse(url) || !URL.canParse(other)) return null;
  const [page, at] = [new URL(url), new URL(other)];
  return page.protocol === "https:" && at.protocol === "https:" && page.host === at.host ? url : null;
}
