import { defineConfig } from 'vite'

/**
 * The lab program: one CommonJS file, because it is started through a file descriptor, which has no extension, and such a file
 * Node reads as CommonJS.
 */
export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'dist/lab',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    reportCompressedSize: false,
    license: { fileName: 'LICENSES.md' },
    rollupOptions: {
      input: { lab: 'electron/lab/main.ts' },
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
})
