/** Loops that V8 runs too slowly as JavaScript, as WebAssembly that is made by scripts/wasm. */

/**
 * An instance of its own, with its own memory. Compiled where it stands: a few kilobytes.
 * @param base64 a module without imports. @typeParam Exports what it exports
 */
export const instantiate = <Exports>(base64: string): Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(base64, 'base64')))
    .exports as unknown as Exports;
