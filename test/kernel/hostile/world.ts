import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { family, machineState } from '../../support/machine.ts'

/** All that a message which is refused must leave as it was. */

const withoutCounters = (text: string): string => text.replace(/^#.*$/gm, '').replace(/\[\d+:\d+\]/g, '')

/** A card's carrier is told a moment after it is plugged in. */
const withoutCarrier = (text: string): string => text.replace(/<[^>]*>/g, '').replace(/ state [A-Z]+/g, '')

/** Rules and links of every namespace of the lab below process `pid`, read from outside of it; only root may. */
export async function labKernel(pid: number): Promise<Readonly<Record<string, string>>> {
  if (process.getuid?.() !== 0) return {}
  const seen: Record<string, string> = {}
  const lab = family(pid).find((p) => existsSync(`/proc/${p}/root/run/netns/compute1`))
  if (lab === undefined) throw new Error('no lab')
  const folder = `/proc/${lab}/root/run/netns`
  for (const namespace of readdirSync(folder)) {
    const run = async (...words: string[]) => (await execa('nsenter', [`--net=${join(folder, namespace)}`, ...words])).stdout
    seen[`${namespace} links`] = withoutCarrier(await run('ip', '-o', 'link'))
    seen[`${namespace} addresses`] = withoutCarrier(await run('ip', '-o', 'address'))
    seen[`${namespace} rules`] = withoutCounters(
      `${await run('iptables-save')}\n${await run('ip6tables-save')}\n${await run('ipset', 'save')}`,
    )
  }
  return seen
}

/** Each file below a folder with the hash of what is in it. */
export function filesBelow(folder: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name)
    if (lstatSync(path).isFile()) files[name] = createHash('sha256').update(readFileSync(path)).digest('hex')
  }
  return files
}

/** `pid`: the program. `folders`: where it keeps what it keeps. */
export async function worldOf(pid: number, folders: readonly string[]) {
  return {
    processes: family(pid)
      .map((p) => `${p} ${readlinkSync(`/proc/${p}/exe`)}`)
      .sort(),
    files: folders.map(filesBelow),
    lab: await labKernel(pid),
    machine: await machineState(),
  }
}
