import { StringDecoder } from "node:string_decoder";

/** A line without its `\n`. */
export interface Line {
  text: string;
  /** False for what stands behind the last `\n`. */
  ended: boolean;
  /** Characters left out at the end, because the line is longer than `MAX_LINE`. */
  cut: number;
}

/** Longer lines are cut: nothing that people read is in them, and a line must fit in memory. */
export const MAX_LINE = 1024 * 1024;

/** A stream's lines, a batch a chunk, in memory bounded by the chunk and one line. UTF-8; broken bytes become U+FFFD. */
export async function* linesIn(source: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let cut = 0;
  for await (const chunk of source) {
    const pieces = decoder.write(chunk).split("\n");
    const batch: Line[] = [];
    for (let n = 0; n < pieces.length; n += 1) {
      const room = MAX_LINE - rest.length;
      const piece = pieces[n]!;
      cut += Math.max(0, piece.length - room);
      rest += piece.length > room ? piece.slice(0, room) : piece;
      if (n === pieces.length - 1) break;
      batch.push({ text: rest, ended: true, cut });
      rest = "";
      cut = 0;
    }
    if (batch.length > 0) yield batch;
  }
  rest += decoder.end();
  if (rest !== "") yield [{ text: rest, ended: false, cut }];
}
