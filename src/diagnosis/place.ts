import type { Evidence } from "./diagnosis.js";

/** A line of a source file, as a log names it. */
export interface SourcePlace {
  file: string;
  line: number;
}

/** The places in the sources that these lines name, one a line. */
export function* placesIn(lines: readonly Pick<Evidence, "text">[]): Generator<SourcePlace> {
  for (const { text } of lines) {
    const found =
      /(?:^|[\s("'[])((?:[\w@.-]+[/\\])*[\w@.+-]+\.[a-z]\w{0,5})(?::(\d{1,6})|\((\d{1,6})(?:,\d+)?\)|", line (\d{1,6}))/i.exec(
        text.slice(0, 500),
      );
    const line = found?.[2] ?? found?.[3] ?? found?.[4];
    if (found?.[1] !== undefined && line !== undefined) yield { file: found[1], line: Number(line) };
  }
}

/** The first place in the sources that the first lines of evidence name. */
export function placeIn(evidence: readonly Pick<Evidence, "text">[]): SourcePlace | null {
  for (const place of placesIn(evidence.slice(0, 3))) return place;
  return null;
}
