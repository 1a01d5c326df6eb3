import { hostname, release } from 'node:os'
import type { MachineFacts } from '#shared/machine/facts'
import type { MachineLook } from '#shared/machine/machine'
import { prerequisitesOf } from '#shared/machine/prerequisites'
import { readFacts } from './facts.ts'
import { type Libvirt, readLibvirt } from './libvirt.ts'
import { readNetwork } from './network.ts'

/** What changes seldom, and takes longer to ask for than the bridges. */
export interface Slow {
  readonly facts: MachineFacts
  readonly libvirt: Libvirt
}

export async function lookSlowly(): Promise<Slow> {
  const [facts, libvirt] = await Promise.all([readFacts(), readLibvirt()])
  return { facts, libvirt }
}

/** This machine as it is now. */
export async function look({ facts, libvirt }: Slow): Promise<MachineLook> {
  const network = await readNetwork(libvirt.cards)
  const found = network.ok ? network.value : { bridges: [], loose: [], unread: 0 }
  return {
    ...{ hostname: hostname(), kernel: release(), isRoot: facts.isRoot, found, libvirt: libvirt.state },
    prerequisites: prerequisitesOf(facts, found),
    error: network.ok ? null : network.error,
  }
}
