import { z } from "zod";
import type { AuditRow } from "../../store/audit.js";

export const auditFormats = ["jsonl", "csv"] as const;
export type AuditFormat = (typeof auditFormats)[number];

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A row as it stands in an export, in both formats; `detail` is JSON in a cell of a CSV. */
export const exportedRow = z.strictObject({
  id: z.coerce.number().int(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  actor: z.string(),
  kind: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  previous: hash,
  hash,
}) satisfies z.ZodType<AuditRow>;

export const auditColumns = Object.keys(exportedRow.shape);
