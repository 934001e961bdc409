/** How far heal may go, the strictest first. `suggest` speaks (comments, issues) but moves nothing; `observe` only keeps and shows. */
export const modes = ["off", "observe", "suggest", "act"] as const;
export type Mode = (typeof modes)[number];
