import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page: what both shells show. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'chrome120',
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: false,
    license: { fileName: 'LICENSES.md' },
  },
  worker: { format: 'es' },
})
