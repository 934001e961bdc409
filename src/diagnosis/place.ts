import type { Evidence } from "./diagnosis.js";

/** A line of a source file, as a log names it. */
export interface SourcePlace {
  file: string;
  line: number;
}

/** The first place in the sources that the first lines of evidence name. */
export function placeIn(evidence: readonly Pick<Evidence, "text">[]): SourcePlace | null {
  for (const { text } of evidence.slice(0, 3)) {
    const found =
      /(?:^|[\s("'[])((?:[\w@.-]+[/\\])*[\w@.+-]+\.[a-z]\w{0,5})(?::(\d{1,6})|\((\d{1,6})(?:,\d+)?\)|", line (\d{1,6}))/i.exec(
        text.slice(0, 500),
      );
    const line = found?.[2] ?? found?.[3] ?? found?.[4];
    if (found?.[1] !== undefined && line !== undefined) return { file: found[1], line: Number(line) };
  }
  return null;
}
