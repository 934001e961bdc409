import { reasonOf } from "../core/errors.js";
import type { CallCounter } from "../core/call-counter.js";

/** Statuses that speak of the other side or of heal's account there, not of what was asked. */
const BAD = (status: number): boolean => status >= 500 || [401, 402, 403, 408, 429].includes(status);

/** The same calls, counted. */
export const countedFetch =
  (call: typeof fetch, tally: CallCounter): typeof fetch =>
  async (input, init) => {
    try {
      const answer = await call(input, init);
      if (BAD(answer.status)) tally.failed(`it answered ${answer.status}`);
      else tally.good();
      return answer;
    } catch (error) {
      tally.failed(reasonOf(error));
      throw error;
    }
  };
