/** WebAssembly from its text, as a TypeScript module that carries the code, so that it needs no file at run time. */
import wabt from 'wabt';

/**
 * @param name of the constant that holds the code, in base64.
 * @param script that makes the file, for its first line; `exports`: what the code offers, for the same.
 */
export async function wasmModule(
  text: string,
  name: string,
  script: string,
  exports: string,
): Promise<string> {
  const { parseWat } = await wabt();
  const parsed = parseWat(script, text, { simd: true, bulk_memory: true });
  const code = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  parsed.destroy();
  const lines = code.match(/.{1,96}/gu) ?? [];
  return `/** Made by ${script}; do not edit. Exports ${exports}. */
export const ${name} =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}
