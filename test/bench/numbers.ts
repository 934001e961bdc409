/** Three digits are as many as a benchmark on a shared machine has. */
export const number = (value: number): number => Number(value.toPrecision(3));
