import { z } from 'zod'
import { FoundNetwork } from './found.ts'
import { Prerequisite } from './prerequisite.ts'

/** Whether the VMs of libvirt could be asked for: `absent`, there is no virsh; `refused`, it did not answer, or not in time. */
export const LibvirtState = z.enum(['absent', 'refused', 'read'])
export type LibvirtState = z.infer<typeof LibvirtState>

/** A tool that did not tell what it was asked for, in its own words. `exitCode` null: it is not installed, or its time was over. */
export const ToolSilence = z.object({ command: z.string(), exitCode: z.int().nullable(), says: z.string() })
export type ToolSilence = z.infer<typeof ToolSilence>

/** This machine at one moment, seen without rights over it. `error`: its bridges could not be listed; they are empty then. */
export const MachineLook = z.object({
  hostname: z.string(),
  /** As `uname -r` has it. */
  kernel: z.string(),
  isRoot: z.boolean(),
  found: FoundNetwork,
  libvirt: LibvirtState,
  prerequisites: z.array(Prerequisite),
  error: ToolSilence.nullable(),
})
export type MachineLook = z.infer<typeof MachineLook>
