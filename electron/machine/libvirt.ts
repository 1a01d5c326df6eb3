import { type DomainCard, readDomainCards } from '#shared/machine/domiflist'
import type { LibvirtState } from '#shared/machine/machine'
import { findTool, runTool } from '../helper/run-tool.ts'

/** virsh waits for ever for a libvirt that hangs. All its answers together may take this long. */
const PATIENCE_MS = 4000
const MOST_DOMAINS = 500

export interface Libvirt {
  readonly state: LibvirtState
  readonly cards: readonly DomainCard[]
}

/** The cards of running VMs, asked for without rights. A VM that ends meanwhile has none. */
export async function readLibvirt(): Promise<Libvirt> {
  if (findTool('virsh') === null) return { state: 'absent', cards: [] }
  const until = performance.now() + PATIENCE_MS
  const names = await virsh(['list', '--name'], until)
  if (names === null) return { state: 'refused', cards: [] }
  const domains = names.split('\n').filter((name) => name.trim() !== '')
  const cards: DomainCard[] = []
  for (const domain of domains.slice(0, MOST_DOMAINS)) {
    const listed = await virsh(['domiflist', '--domain', domain], until)
    if (listed !== null) cards.push(...readDomainCards(domain, listed))
  }
  return { state: 'read', cards }
}

async function virsh(args: readonly string[], until: number): Promise<string | null> {
  const timeoutMs = Math.floor(until - performance.now())
  if (timeoutMs <= 0) return null
  const ended = await runTool({
    tool: 'virsh',
    args: ['--readonly', '--connect', 'qemu:///system', ...args],
    within: null,
    timeoutMs,
  })
  return ended.ok && ended.value.exitCode === 0 ? ended.value.stdout : null
}
