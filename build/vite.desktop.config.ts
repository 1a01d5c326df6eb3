import { defineConfig } from 'vite'

/**
 * The desktop shell: one CommonJS file each for main and preload (`--mode main`, `--mode preload`). Two builds, because a piece that
 * both share would become a third file, which a sandboxed preload script cannot load.
 */
export default defineConfig(({ mode }) => {
  const entry = mode === 'preload' ? 'preload' : 'main'
  return {
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      outDir: 'dist/desktop',
      emptyOutDir: entry === 'main',
      target: 'node20',
      minify: false,
      reportCompressedSize: false,
      // The preload script bundles nothing, and its list would take the place of main's.
      license: entry === 'main' && { fileName: 'LICENSES.md' },
      rollupOptions: {
        input: { [entry]: `electron/${entry}.ts` },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  }
})
