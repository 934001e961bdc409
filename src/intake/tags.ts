/** `["env:prod", "vip"]` or `"env:prod, vip"` -> `{env: "prod", vip: "true"}`: how several vendors write labels. */
export function tagLabels(tags: unknown): Record<string, string> {
  const list: unknown[] = typeof tags === "string" ? tags.split(",") : Array.isArray(tags) ? tags : [];
  return Object.fromEntries(
    list
      .filter((tag) => typeof tag === "string")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== "")
      .map((tag) => {
        const colon = tag.indexOf(":");
        return colon > 0 ? [tag.slice(0, colon), tag.slice(colon + 1).trim()] : [tag, "true"];
      }),
  );
}
