import type { TapwallError } from '#shared/errors'
import { err, ok, type Result } from '#shared/result'
import { runTool, type Within } from '../helper/run-tool.ts'

/** Named network namespaces of the lab: files below /run/netns, on a tmpfs that only the lab's mount namespace has. */
export const namespaceFile = (namespace: string): string => `/run/netns/${namespace}`

/** Runs lines of `ip -batch`, which stops at the first that fails; the refusal then carries all of them. */
export async function ipBatch(within: Within, lines: readonly string[]): Promise<Result<null, TapwallError>> {
  if (lines.length === 0) return ok(null)
  const input = `${lines.join('\n')}\n`
  const ended = await runTool({ tool: 'ip', args: ['-batch', '-'], within, input })
  if (!ended.ok) return ended
  const { exitCode, stderr } = ended.value
  return exitCode === 0 ? ok(null) : err({ kind: 'kernel-refused', tool: 'ip', exitCode, input, stderr })
}

/** Makes empty namespaces. */
export const addNamespaces = (namespaces: readonly string[]): Promise<Result<null, TapwallError>> =>
  ipBatch(
    null,
    namespaces.map((namespace) => `netns add ${namespace}`),
  )

/** A namespace that is gone takes its cards with it, and a veth its other end. */
export const deleteNamespaces = (namespaces: readonly string[]): Promise<Result<null, TapwallError>> =>
  ipBatch(
    null,
    namespaces.map((namespace) => `netns delete ${namespace}`),
  )

/** The first refusal of several acts that ran side by side. */
export async function allOf(acts: readonly Promise<Result<unknown, TapwallError>>[]): Promise<Result<null, TapwallError>> {
  for (const result of await Promise.all(acts)) if (!result.ok) return result
  return ok(null)
}
