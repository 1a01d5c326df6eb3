import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Path of one CommonJS file made of a program's sources as they are now, in a folder of its own that others may read. */
export async function makeBundle(source: string, name: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'tapwall-bundle-'))
  const output = { format: 'cjs' as const, entryFileNames: name, codeSplitting: false }
  const external = ['bufferutil', 'utf-8-validate']
  await build({
    ...{ root, configFile: false, logLevel: 'error', ssr: { noExternal: true, external } },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: { input: join(root, source), external, output },
    },
  })
  await chmod(outDir, 0o755)
  return join(outDir, name)
}
