import { defineConfig } from 'vite'

/** The programs that run in Node: the loopback shell and the command line. Bundled whole, so that a package needs no node_modules. */
export default defineConfig({
  // CommonJS packages (write-file-atomic) ask for these; an ES module has them under other names.
  define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
  ssr: { noExternal: true, external: ['bufferutil', 'utf-8-validate'] },
  build: {
    ssr: true,
    outDir: 'dist/node',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: { serve: 'electron/serve.ts', cli: 'electron/cli.ts' },
      // ws asks for these accelerators in a try block and does without them.
      external: ['bufferutil', 'utf-8-validate'],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
