import type { Socket } from "node:net";

export interface Answer {
  status: number;
  /** As the far side said; null: it named no time. */
  retryAfterMs: number | null;
  /** Its beginning. */
  body: string;
}

/** No answer came. */
export class NoAnswer extends Error {
  constructor(
    reason: string,
    /** Later, it may come. */
    readonly again: boolean,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** How messages leave heal: a bounded POST, and a connection for what is not HTTP. */
export interface Wire {
  /** Private addresses, and what is not encrypted. */
  readonly allowPrivate: boolean;
  now(): Date;
  /** Throws `NoAnswer`, whose reason holds nothing of the address. */
  post(url: URL, body: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** A TCP connection, made with the same care. Throws `NoAnswer`. */
  connect(host: string, port: number): Promise<Socket>;
}
