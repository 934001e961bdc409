/** The values that never appear in a log. */
export class Masks {
  private values: string[] = [];

  /** A value of several lines is hidden line by line too, as lines are what a log consists of. */
  add(value: string): void {
    const parts = [value, ...value.split(/\r?\n/)].filter((part) => part.trim() !== "");
    // Longest first: a value within another must not leave the rest of the longer one readable.
    this.values = [...new Set([...this.values, ...parts])].sort((a, b) => b.length - a.length);
  }

  hide(text: string): string {
    return this.values.reduce((hidden, value) => hidden.replaceAll(value, "***"), text);
  }

  hides(text: string): boolean {
    return this.values.some((value) => text.includes(value));
  }
}
