/** 0.923 -> `92 %`; with digits behind the point only where they are not zero. */
export const percent = (share: number, digits = 0): string => `${Number((share * 100).toFixed(digits))} %`;

/** `2026-03-14 02:02:25 UTC`, for people. */
export const instant = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** 1 -> `1 service`, 2 -> `2 services` */
export const countText = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
