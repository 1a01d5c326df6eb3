import { type Issue, issue } from '../errors.ts'
import { isPlain, same } from '../project/same.ts'
import { type Fields, fieldsOf, together } from './fields.ts'
import { isKind, KINDS, type Kind, kindOf, kindOfList } from './kinds.ts'
import { type Loss, loss, type Place, within } from './loss.ts'

/** A resource as all documents together say it, and where it stands first. */
export interface Found {
  readonly fields: Fields
  readonly at: Place
}
export interface Collected {
  readonly found: Readonly<Record<Kind, readonly Found[]>>
  /** Lists and texts of a document that are none of ours. */
  readonly others: ReadonlyMap<string, { readonly value: unknown; readonly at: Place }>
}

/** One answer of the API, or of a client, and what its file is called. */
export interface Answer {
  readonly file: string
  readonly value: unknown
}

/**
 * All resources of all documents, each once, in the order in which they come. A document is what the HTTP API answers (lists and single
 * resources by name), what a client prints (a list of resources, or one), or a list of such documents.
 */
export class Collector {
  private readonly found = new Map<Kind, (Found | null)[]>(KINDS.map((kind) => [kind, []]))
  private readonly places = new Map<string, number>()
  private readonly others = new Map<string, { value: unknown; at: Place }>()

  constructor(
    private readonly losses: Loss[],
    private readonly issues: Issue[],
  ) {}

  result(): Collected {
    const of = (kind: Kind) => (this.found.get(kind) ?? []).filter((each) => each !== null)
    return { found: Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as Record<Kind, Found[]>, others: this.others }
  }

  /** False when nothing in it is known. */
  read({ file, value }: Answer): boolean {
    const at = { file, path: [] }
    if (!Array.isArray(value)) return this.readOne(value, at)
    const unknown: number[] = []
    value.forEach((each, place) => {
      if (!this.readOne(each, within(at, place))) unknown.push(place)
    })
    if (value.length > 0 && unknown.length === value.length) return false
    for (const place of unknown) this.losses.push(notKnown(within(at, place), value[place]))
    return true
  }

  private readOne(value: unknown, at: Place): boolean {
    if (!isPlain(value)) return false
    const names = Object.keys(value)
    // A port has its groups and a network its subnets under names that lists have, too.
    const kind = kindOf(value)
    const isEnvelope =
      kind === null &&
      names.some((name) => (kindOfList(name) !== null && Array.isArray(value[name])) || (isKind(name) && isPlain(value[name])))
    if (kind !== null) this.add(kind, value, at)
    if (isEnvelope) for (const name of names) this.readEntry(name, value[name], within(at, name))
    return isEnvelope || kind !== null
  }

  private readEntry(name: string, value: unknown, at: Place): void {
    const listed = kindOfList(name)
    if (listed !== null) {
      if (Array.isArray(value))
        value.forEach((each, place) => {
          this.add(listed, each, within(at, place))
        })
      else this.issues.push(notA('value.not-list', 'a list', at, value))
    } else if (isKind(name)) this.add(name, value, at)
    else if (name.endsWith('_links') && kindOfList(name.slice(0, -'_links'.length)) !== null) this.readLinks(name, value, at)
    else this.addOther(name, value, at)
  }

  /** Links of a list that came whole say nothing. */
  private readLinks(name: string, value: unknown, at: Place): void {
    if (!Array.isArray(value) || !value.some((link) => isPlain(link) && link['rel'] === 'next')) return
    const list = name.slice(0, -'_links'.length)
    const message = `The server has more ${list} than this document. Ask for the other pages, and import them together.`
    this.losses.push(loss('left-out', at, value, issue([], 'import.more-pages', message, { list })))
  }

  private addOther(name: string, value: unknown, at: Place): void {
    const had = this.others.get(name)
    if (had === undefined) this.others.set(name, { value, at })
    else if (Array.isArray(had.value) && Array.isArray(value))
      this.others.set(name, { value: [...had.value, ...value], at: had.at })
    else if (!same(had.value, value)) {
      const message = 'This is said twice, each time otherwise. What was said first is kept.'
      this.losses.push(loss('left-out', at, value, issue([], 'import.twice', message)))
    }
  }

  private add(kind: Kind, value: unknown, at: Place): void {
    if (!isPlain(value)) {
      this.issues.push(notA('value.not-object', 'an object', at, value))
      return
    }
    const fields = fieldsOf(kind, value, at, this.losses)
    const all = this.found.get(kind) ?? []
    const id = fields.get('id')
    const key = typeof id === 'string' ? `${kind} ${id.toLowerCase()}` : null
    const place = key === null ? undefined : this.places.get(key)
    const before = place === undefined ? null : all[place]
    // The rules of a group are told apart by their own ids.
    const rules = kind === 'security_group' ? fields.get('security_group_rules') : undefined
    const own = rules === undefined ? fields : new Map([...fields].filter(([name]) => name !== 'security_group_rules'))
    if (place !== undefined && before !== null && before !== undefined)
      all[place] = { fields: together(before.fields, own, at, this.losses), at: before.at }
    else {
      if (key !== null) this.places.set(key, all.length)
      all.push({ fields: own, at })
    }
    if (rules !== undefined && rules !== null) this.addRules(rules, id, within(at, 'security_group_rules'))
  }

  private addRules(rules: unknown, groupId: unknown, at: Place): void {
    if (!Array.isArray(rules)) {
      this.issues.push(notA('value.not-list', 'a list', at, rules))
      return
    }
    rules.forEach((rule: unknown, place) => {
      const there = within(at, place)
      if (!isPlain(rule)) {
        this.issues.push(notA('value.not-object', 'an object', there, rule))
        return
      }
      const { security_group_id: said, ...rest } = rule
      if (typeof said === 'string' && typeof groupId === 'string' && said.toLowerCase() !== groupId.toLowerCase()) {
        const message = `This rule stands in group ${groupId} and says that it is of another. It stays where it stands.`
        this.losses.push(
          loss(
            'changed',
            within(there, 'security_group_id'),
            said,
            issue([], 'import.rule-of-other-group', message, { id: groupId }),
          ),
        )
      }
      this.add('security_group_rule', { ...rest, security_group_id: groupId }, there)
    })
  }
}

const notKnown = (at: Place, value: unknown): Loss =>
  loss(
    'left-out',
    at,
    value,
    issue(
      [],
      'import.not-known',
      'This is nothing that is read here: no network, subnet, router, floating IP, port, group or rule.',
    ),
  )

function notA(code: 'value.not-list' | 'value.not-object', what: string, at: Place, value: unknown): Issue {
  const { place, value: received } = loss('left-out', at, value, issue([], code, ''))
  return issue(at.path, code, `${place}: ${received} is not ${what}.`, { place, received })
}
