import type { Masks } from "./masks.js";

/** Writes lines as GitHub keeps them: a time with seven decimals, a space, the line with secrets as `***`. */
export class Log {
  private readonly lines: string[] = [];

  constructor(readonly masks: Masks) {}

  write(text: string): void {
    for (const line of this.masks.hide(text).split("\n"))
      this.lines.push(`${stamp()} ${line.replace(/\r$/, "")}`);
  }

  group(title: string, body: string[] = []): void {
    this.write(`##[group]${title}`);
    for (const line of body) this.write(line);
    this.write("##[endgroup]");
  }

  error(message: string): void {
    this.write(`##[error]${message}`);
  }

  get length(): number {
    return this.lines.length;
  }

  get text(): string {
    return this.lines.map((line) => `${line}\n`).join("");
  }
}

/** `2026-11-24T08:00:00.1234567Z`; the last four digits come from the monotonic clock. */
function stamp(): string {
  const digits = String(process.hrtime.bigint() % 1_000_000n)
    .padStart(6, "0")
    .slice(0, 4);
  return new Date().toISOString().replace("Z", `${digits}Z`);
}
