/** Lines of a report. */
export const lines = (...all: readonly string[]): string => `${all.join("\n")}\n`;

/** A stream of JSON events, one a line. */
export const events = (...all: readonly object[]): string =>
  lines(...all.map((event) => JSON.stringify(event)));
