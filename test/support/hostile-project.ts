import type { Project } from '#shared/project/schema'

/** Names that any of us might give, and that a shell, a tool, a terminal or a screen might take for something else. */
export const HOSTILE_NAMES: readonly string[] = [
  '"quoted" \'twice\' `thrice`',
  'first line\nsecond line\ttabbed',
  '$(reboot); rm -rf / #',
  'back\\slash\\n \\" \\u0000',
  '👩‍👩‍👧‍👦 🧱 防火墙 ﷽',
  '\u202egnitirwer\u202c and \u2067right\u2069 שלום',
  'zero\u200bwidth\u200djoined\ufeff',
  '-j ACCEPT --comment "',
  '\u001b]0;owned\u0007\u001b[31mred\u001b[0m\u009b1m',
  '<img src=x onerror=alert(1)>{{name}}$t(brand)',
  'W'.repeat(255),
  '🧱'.repeat(255),
  'no break '.repeat(28),
]
const LONG = `${HOSTILE_NAMES.join('\n')}\n`.repeat(10).slice(0, 10_000)

/** The project with all its names and comments replaced: two things of one kind never get the same one, as long as there are enough. */
export function withHostileNames(project: Project): Project {
  let count = 0
  const name = () => HOSTILE_NAMES[count++ % HOSTILE_NAMES.length] ?? ''
  const named = <T extends { readonly name: string }>(things: readonly T[]): T[] =>
    things.map((thing) => ({ ...thing, name: name() }))
  return {
    ...project,
    name: HOSTILE_NAMES[0] ?? '',
    networks: named(project.networks),
    routers: named(project.routers),
    outsideHosts: named(project.outsideHosts),
    vms: named(project.vms),
    ports: named(project.ports),
    securityGroups: named(project.securityGroups).map((group) => ({
      ...group,
      description: LONG,
      rules: group.rules.map((rule, at) => ({ ...rule, description: at === 0 ? LONG : name() })),
    })),
  }
}
