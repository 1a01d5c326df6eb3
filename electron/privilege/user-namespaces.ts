import { readFileSync } from 'node:fs'
import type { TapwallError } from '#shared/errors'
import { runTool } from '../helper/run-tool.ts'

/**
 * Arguments of unshare for the lab. `--keep-caps`: programs started in it keep the rights over its namespaces without being root.
 * With `--pid --kill-child` all that runs in it ends when it ends, also by SIGKILL; without, namespaces and processes live on.
 */
export const UNSHARE = [
  '--user',
  '--map-current-user',
  '--keep-caps',
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
] as const

/** User and group nobody by number: their names differ among distributions. */
export const NOBODY = 65534
/** Arguments of setpriv that give root's rights away. */
export const STEP_DOWN = ['--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups'] as const

interface Gate {
  readonly file: string
  readonly forbids: (value: number) => boolean
  readonly detail: string
  readonly fix: string
}

/** Settings that forbid user namespaces, with the line that allows them. */
const GATES: readonly Gate[] = [
  {
    file: '/proc/sys/user/max_user_namespaces',
    forbids: (value) => value === 0,
    detail: 'The kernel setting user.max_user_namespaces is 0: no user namespace may be made.',
    fix: 'As root: sysctl -w user.max_user_namespaces=15000',
  },
  {
    file: '/proc/sys/kernel/unprivileged_userns_clone',
    forbids: (value) => value === 0,
    detail: 'The kernel setting kernel.unprivileged_userns_clone is 0: ordinary users may not make user namespaces.',
    fix: 'As root: sysctl -w kernel.unprivileged_userns_clone=1',
  },
  {
    file: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    forbids: (value) => value !== 0,
    detail: 'AppArmor lets only programs with a profile make user namespaces (kernel.apparmor_restrict_unprivileged_userns is 1).',
    fix: 'As root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  },
]

/** The refusal with its reason and remedy when this machine gives no user namespaces; null when it gives them. */
export async function whyNoNamespaces(root: boolean): Promise<TapwallError | null> {
  const [tool, args] = root
    ? (['setpriv', [...STEP_DOWN, 'unshare', ...UNSHARE, 'true']] as const)
    : (['unshare', [...UNSHARE, 'true']] as const)
  const probe = await runTool({ tool, args, within: null })
  if (!probe.ok) return probe.error
  if (probe.value.exitCode === 0) return null
  return namespaceRefusal(probe.value.stderr.trim(), readNumber)
}

/** Which setting is to blame, `read` giving the number in a file or null where there is none. */
export function namespaceRefusal(stderr: string, read: (file: string) => number | null): TapwallError {
  for (const gate of GATES) {
    const value = read(gate.file)
    if (value !== null && gate.forbids(value))
      return { kind: 'privilege', reason: 'no-user-namespaces', detail: gate.detail, fix: gate.fix }
  }
  return {
    kind: 'privilege',
    reason: 'no-user-namespaces',
    detail: `unshare could not make the namespaces of the lab. ${stderr}`.trim(),
    fix: 'In a container, allow the system calls unshare, clone and mount and an unmasked /proc (docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined), or run Tapwall outside of it.',
  }
}

function readNumber(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8').trim())
  } catch {
    return null
  }
}
