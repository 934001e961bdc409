/** Numbers as text, in the machine's byte order (little-endian on everything Node runs on). */
export const toBase64 = (array: Uint8Array | Uint16Array | Float32Array): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");

export const fromBase64 = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;
