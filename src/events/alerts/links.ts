import { z } from "zod";

/** Where an alert's sender leads people; each is an http(s) address. `silence`: where the sender is told to keep quiet about it. */
export const linkKinds = ["runbook", "dashboard", "panel", "graph", "silence"] as const;
export type LinkKind = (typeof linkKinds)[number];

export const alertLinks = z.partialRecord(z.enum(linkKinds), z.string());
export type AlertLinks = z.output<typeof alertLinks>;
