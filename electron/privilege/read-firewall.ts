import type { TapwallError } from '#shared/errors'
import { type Dump, emptyDump } from '#shared/netfilter/dump'
import { ok, type Result } from '#shared/result'
import { type HelperProgram, startHelper } from './start-helper.ts'

/** As in the messages of the helper: the word that makes it one that only reads. */
const READ = 'read'

/**
 * What the kernel of this machine holds, read once with root's rights by a helper that can do nothing else and ends with it. Errors: those
 * of `startHelper`, and `kernel-refused` where a tool cannot read.
 */
export async function readFirewall(program: HelperProgram): Promise<Result<Dump, TapwallError>> {
  // The wrapper of a package starts the helper that writes.
  const reader = await startHelper({ ...program, wrapper: null, mode: READ })
  if (!reader.ok) return reader
  const read = await reader.value.request('read', { host: '', known: null })
  await reader.value.close()
  return read.ok ? ok(read.value.dump ?? emptyDump) : read
}
