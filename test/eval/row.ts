/** One measured number, beside what is known about it. */
export interface Row {
  /** What heal does, in a few words. */
  work: string;
  /** The data it is measured on. */
  data: string;
  metric: string;
  /** What the plain method reaches, the best published number, and what heal aims at; `null` where there is none. */
  floor: number | null;
  published: number | string | null;
  reach: number | string | null;
  run(): Promise<number | string>;
}
