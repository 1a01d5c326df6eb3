import { defineConfig } from 'vite'

/** The helper of this machine's firewall: one CommonJS file, which the wrapper of the packages names. */
export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'dist/helper',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    reportCompressedSize: false,
    license: { fileName: 'LICENSES.md' },
    rollupOptions: {
      input: { 'host-helper': 'electron/helper/main.ts' },
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
})
