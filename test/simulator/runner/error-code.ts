/** The `code` of an error of Node's; works across realms (jest's), where `instanceof Error` does not. */
export const errorCode = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
