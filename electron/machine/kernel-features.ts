import { existsSync, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { gunzipSync } from 'node:zlib'
import type { Feature } from '#shared/machine/facts'
import { KERNEL_OPTIONS, type KernelModule, kernelModules } from '#shared/machine/needs'

/**
 * Whether this kernel has what rules need, by files alone: trying a rule would make the kernel load modules, and br_netfilter with
 * physdev, which changes what the machine's own bridges do.
 */
export function kernelFeatures(): Readonly<Record<KernelModule, Feature>> {
  const known = read()
  return Object.fromEntries(kernelModules.map((module) => [module, featureOf(module, known)])) as Record<KernelModule, Feature>
}

interface Known {
  /** Paths of modules that are part of the kernel, and of those beside it; null where there is no list. */
  readonly builtin: ReadonlySet<string> | null
  readonly loadable: ReadonlySet<string> | null
  /** The kernel's configuration: `y` or `m` by option. */
  readonly options: ReadonlyMap<string, string> | null
}

function featureOf(module: KernelModule, { builtin, loadable, options }: Known): Feature {
  if (builtin?.has(module)) return 'builtin'
  const option = options?.get(KERNEL_OPTIONS[module])
  if (option === 'y') return 'builtin'
  if (existsSync(`/sys/module/${module}`)) return 'loaded'
  if (loadable !== null) return loadable.has(module) ? 'loadable' : 'absent'
  // The configuration tells that it was built, not that its file is installed here.
  if (options === null || option === 'm') return 'unknown'
  return 'absent'
}

function read(): Known {
  const folder = `/lib/modules/${release()}`
  return {
    builtin: modulesOf(`${folder}/modules.builtin`, /^(\S+)$/gm),
    loadable: modulesOf(`${folder}/modules.dep`, /^([^:\s]+):/gm),
    options: options(),
  }
}

/** `kernel/net/bridge/br_netfilter.ko.xz` is br_netfilter; file names may have a dash where the module has an underscore. */
function modulesOf(file: string, line: RegExp): Set<string> | null {
  const text = textOf(file)
  if (text === null) return null
  const names = [...text.matchAll(line)].map(([, path = '']) => path.replace(/^.*\//, '').replace(/\.ko(\.\w+)?$/, ''))
  return new Set(names.map((name) => name.replaceAll('-', '_')))
}

function options(): Map<string, string> | null {
  const text = textOf('/proc/config.gz') ?? textOf(`/boot/config-${release()}`)
  if (text === null) return null
  return new Map([...text.matchAll(/^(CONFIG_\w+)=(y|m)$/gm)].map(([, name = '', value = '']) => [name, value]))
}

function textOf(file: string): string | null {
  try {
    const bytes = readFileSync(file)
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch {
    return null
  }
}
