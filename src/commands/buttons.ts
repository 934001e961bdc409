/** What the buttons of the check run `heal` stand for, by the identifier that GitHub sends. */
export const buttons: ReadonlyMap<string, string> = new Map([
  ["retry", "/heal retry"],
  ["fix", "/heal fix"],
  ["not-mine", "/heal not-mine"],
]);
