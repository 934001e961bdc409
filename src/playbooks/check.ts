import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { HealError } from "../core/errors.js";
import { playbookSchema, type Playbook } from "./schema.js";

/** YAML text -> playbook. Throws `HEAL_PLAYBOOK_INVALID` with the file's name, line and column of the first trouble. */
export function parsePlaybook(text: string, name: string, origin: Playbook["origin"]): Playbook {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 0 } as Parameters<
    typeof parseDocument
  >[1]);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const refuse = (reason: string, offset: number): never => {
    const { line, column } = place(offset);
    throw new HealError("HEAL_PLAYBOOK_INVALID", `${name}:${line}:${column}: ${reason}`, { line, column });
  };
  const broken = document.errors[0];
  if (broken) refuse(broken.message.split("\n")[0] ?? broken.message, broken.pos[0]);
  const parsed = playbookSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return { ...parsed.data, origin };
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const at =
    unknown === undefined
      ? nodeOffset(document, issue?.path ?? [])
      : keyOffset(document, issue?.path ?? [], unknown);
  return refuse(`${(issue?.path ?? []).join(".") || "playbook"}: ${issue?.message ?? "invalid"}`, at);
}

/** The offset of the deepest node on the way to `path` that exists. */
export function nodeOffset(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range))
      return Number(node.range[0]);
  }
  return 0;
}

/** The offset of a key itself, in the map at `path`. */
export function keyOffset(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
  key: string,
): number {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : nodeOffset(document, path);
}
