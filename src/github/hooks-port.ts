/** One attempt of GitHub to deliver a webhook. Several attempts of one event share a `guid`. */
export interface HookDelivery {
  /** GitHub's number of the attempt, as text: it outgrows 2^53. */
  id: string;
  /** What came, or would have come, as `X-GitHub-Delivery`. */
  guid: string;
  deliveredAt: Date;
  event: string;
  /** Whether the receiver answered 2xx. */
  delivered: boolean;
}

/** What GitHub remembers of the App's webhooks: 3 days, newest first (docs: REST, GitHub App webhooks). */
export interface HookDeliveries {
  /** A page of the failed attempts, perhaps with others among them; `next` goes back in as `cursor`. */
  list(cursor?: string): Promise<{ deliveries: HookDelivery[]; next: string | null }>;
  /** The attempt's payload; null when GitHub no longer has it. */
  payload(id: string): Promise<unknown>;
  /** Asks GitHub to send it again, with the same guid. A write. */
  redeliver(id: string): Promise<void>;
}
