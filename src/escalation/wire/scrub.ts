/** Shorter pieces are no secrets, and stand in many words. */
const SHORTEST = 6;

/** Text without any piece of a setting's value, written as it is or encoded. */
export function scrub(text: string, value: string): string {
  const pieces = [value, ...value.split(/[\s/:@?&=#]+/)].flatMap((piece) => [piece, decoded(piece)]);
  const known = [...new Set(pieces.flatMap((piece) => [piece, encodeURIComponent(piece)]))];
  return known
    .filter((piece) => piece.length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
    .reduce((clean, piece) => clean.replaceAll(piece, "[redacted]"), text);
}

export function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch (error) {
    if (error instanceof URIError) return piece;
    throw error;
  }
}
