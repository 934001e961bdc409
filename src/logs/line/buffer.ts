/** One large buffer that is used again by the next log: a new one for each would wait for the garbage collector. */
let spare: Float32Array | null = null;

/** Zeros. */
export function borrowFloats(length: number): Float32Array {
  const found = spare;
  if (found === null || found.length < length) return new Float32Array(length);
  spare = null;
  return found.subarray(0, length).fill(0);
}

/** Takes back what nobody looks at any more. */
export function returnFloats(values: Float32Array): void {
  const whole = new Float32Array(values.buffer);
  if (spare === null || whole.length > spare.length) spare = whole;
}
