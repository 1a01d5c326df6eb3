import { existsSync } from 'node:fs'
import { execa } from 'execa'
import { family } from './machine.ts'

/** Only root may enter a lab's namespaces from outside of it; the same is tested over a lab in memory. */
export const mayEnter = process.getuid?.() === 0

/** Runs a tool on a host of the lab that the process `pid` has started, behind the program's back. Its output. */
export async function onHost(pid: number, host: string, tool: string, ...args: string[]): Promise<string> {
  for (const one of family(pid)) {
    const namespace = `/proc/${one}/root/run/netns/${host}`
    if (!existsSync(namespace)) continue
    return (await execa('nsenter', [`--net=${namespace}`, tool, ...args])).stdout
  }
  throw new Error('no lab')
}
