/** Something that kept heal from being told, in words that say what to do. `retry`: another try may help. */
export class Problem extends Error {
  constructor(
    message: string,
    readonly retry = false,
  ) {
    super(message);
  }
}
