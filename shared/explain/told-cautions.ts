import type { Project } from '../project/schema.ts'
import { type Caution, sayCaution } from './caution.ts'

/** A caution as it is told: once for all hosts on which it says the same. */
export interface ToldCaution extends Caution {
  readonly hosts: readonly string[]
}

/**
 * The cautions of all hosts as a page tells them. What would stand beside nearly every rule or port is told once: rules that let
 * everything through by their group, ports without an address of a family by their host.
 */
export function toldCautions(project: Project, found: readonly Caution[]): ToldCaution[] {
  const told = new Map<string, ToldCaution>()
  for (const caution of gathered(project, found)) {
    // The sentence names what makes a caution another one.
    const key = `${JSON.stringify(caution.about)} ${sayCaution('en', caution)}`
    const before = told.get(key)
    told.set(key, { ...(before ?? caution), hosts: [...(before?.hosts ?? []), caution.host] })
  }
  return [...told.values()]
}

/** In the place of the first of them. */
function* gathered(project: Project, found: readonly Caution[]): Generator<Caution> {
  const groups = new Map<string, Caution[]>()
  for (const caution of found) {
    const key = gatheredBy(caution)
    const same = key === null ? undefined : groups.get(key)
    if (same !== undefined) same.push(caution)
    else if (key !== null) groups.set(key, [caution])
  }
  const done = new Set<string>()
  for (const caution of found) {
    const key = gatheredBy(caution)
    const same = key === null ? [caution] : (groups.get(key) ?? [])
    if (key !== null && done.has(key)) continue
    if (key !== null) done.add(key)
    yield asOne(project, caution, same)
  }
}

/** Null for a caution that stands alone. */
function gatheredBy({ code, about, host, values }: Caution): string | null {
  if (code === 'rule.invalid-passes' && about.kind === 'rule') return `${code} ${host} ${about.groupId}`
  return code === 'port.family-unchecked' ? `${code} ${host} ${values['ethertype']}` : null
}

/** So many names say enough. */
const NAMED = 3

function asOne(project: Project, first: Caution, same: readonly Caution[]): Caution {
  const { code, about, host } = first
  if (code === 'rule.invalid-passes' && about.kind === 'rule') {
    const rules = project.securityGroups.find(({ id }) => id === about.groupId)?.rules ?? []
    const ids = new Set(same.flatMap((one) => (one.about.kind === 'rule' ? [one.about.ruleId] : [])))
    const numbers = rules.flatMap(({ id }, at) => (ids.has(id) ? [at + 1] : []))
    const values = { ...first.values, rules: numbers.join(', ') }
    return { code: 'group.invalid-passes', host, about: { kind: 'group', groupId: about.groupId }, values }
  }
  if (code !== 'port.family-unchecked') return first
  const names = same.slice(0, NAMED).map(({ values }) => values['name'])
  const more = same.length > NAMED ? ', …' : ''
  const values = { ...first.values, names: `${names.join(', ')}${more}` }
  return { code: 'host.family-unchecked', host, about: { kind: 'host' }, values }
}
