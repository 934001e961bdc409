import type { Recognition } from "./stored.js";

/** What earlier incidents of the same failure tell, in one sentence for people. */
export function recognitionText(known: Recognition): string {
  const places = known.repositories.length > 1 ? ` in ${known.repositories.length} repositories` : "";
  const helped = known.helped
    .map(
      ({ action, successes, failures }) =>
        `${action} helped ${successes} of ${successes + failures} ${successes + failures === 1 ? "time" : "times"}`,
    )
    .join(", ");
  return `Seen before: ${known.incidents} earlier ${known.incidents === 1 ? "incident" : "incidents"}${places}, first #${known.firstIncident}${helped ? `; ${helped}` : "; nothing is known to have helped"}`;
}
