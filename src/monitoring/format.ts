/** 0.923 -> `92 %` */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** 1 -> `1 service`, 2 -> `2 services` */
export const countText = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
