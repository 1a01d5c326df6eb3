import { isIP } from 'node:net'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '#shared/net/address'
import { rowsOf } from '#shared/netfilter/dump'
import { parseRule } from '#shared/netfilter/parse-rule'
import { parseSave } from '#shared/netfilter/parse-save'
import { parseSets } from '#shared/netfilter/parse-sets'
import { printRule } from '#shared/netfilter/print-rule'
import { readDocument } from '#shared/neutron/document'
import { articleSevenRules } from '#shared/project/article'
import { changesBetween } from '#shared/project/changes'
import { checkProject } from '#shared/project/check'
import { applyEdit } from '#shared/project/edits'
import { printProject, readProject } from '#shared/project/file'
import { begin, goTo, record, redo, undo } from '#shared/project/history'
import { parseJson } from '#shared/project/json-text'
import type { Project } from '#shared/project/schema'
import { stepOf } from '#shared/project/step'
import { edits, ruleSpec } from './arbitraries.ts'

const words = fc.array(
  fc.oneof(
    fc.constantFrom(
      '-A',
      '-s',
      '-j',
      '-m',
      '--dport',
      'tcp',
      '[1:2]',
      '*filter',
      ':X',
      'COMMIT',
      '\n',
      '"',
      '\\',
      '-',
      '!',
      'create',
      'add',
    ),
    fc.string(),
  ),
)

describe('kernel text', () => {
  test('parse(print(rule)) is the rule', () => {
    fc.assert(
      fc.property(ruleSpec, (spec) => {
        expect(parseRule(printRule('ipv4', spec)).spec).toEqual(spec)
      }),
      { numRuns: 2000 },
    )
  })

  test('parsers throw on no text', () => {
    fc.assert(
      fc.property(words, (all) => {
        const text = all.join(' ')
        parseRule(text)
        parseSets(text)
        const saved = parseSave('ipv4', text)
        const rows = rowsOf({ tables: [...saved.tables], sets: [] }).length
        expect([saved.packets.length, saved.bytes.length]).toEqual([rows, rows])
      }),
      { numRuns: 2000 },
    )
  })
})

/** In JSON a string that a colon follows is a key. */
const keysWritten = (json: string): number =>
  [...json.matchAll(/"(?:[^"\\]|\\.)*"([ \t\r\n]*:)?/g)].filter(([, colon]) => colon).length

const keysIn = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.values(value).reduce<number>((sum, one) => sum + keysIn(one), Array.isArray(value) ? 0 : Object.keys(value).length)

describe('documents', () => {
  test('JSON is read as the engine reads it, and refused where it refuses', () => {
    const mutated = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([json, at, more]) => {
      const place = at % (json.length + 1)
      return json.slice(0, place) + more + json.slice(place + (at % 2))
    })
    fc.assert(
      fc.property(mutated, (text) => {
        let engine: { value: unknown } | null = null
        try {
          engine = { value: JSON.parse(text) }
        } catch {}
        const ours = parseJson(text, 1000)
        // The engine drops what a key says that comes again; we refuse it, and nothing else that the engine takes.
        const comesAgain = engine !== null && keysWritten(text) > keysIn(engine.value)
        expect(ours.ok).toBe(engine !== null && !comesAgain)
        if (comesAgain) expect(ours).toMatchObject({ error: { reason: 'key-twice' } })
        if (ours.ok && engine !== null) expect(ours.value).toEqual(engine.value)
      }),
      { numRuns: 3000 },
    )
  })

  test('no text makes readDocument throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((j) => `{"ports":[${j}],"networks":${j}}`),
        ),
        (text) => {
          expect(readDocument(text).ok).toBe(false)
        },
      ),
    )
  })

  test('read(print(project)) is the project, and edits keep it valid', () => {
    fc.assert(
      fc.property(edits(20), (all) => {
        let project: Project = articleSevenRules
        for (const make of all) {
          const next = applyEdit(project, make(project))
          if (next.ok) project = next.value
        }
        expect(checkProject(project)).toEqual([])
        const read = readProject(printProject(project))
        expect(read).toEqual({ ok: true, value: project })
      }),
      { numRuns: 100 },
    )
  })
})

describe('edits', () => {
  test('undo takes an accepted edit back, redo does it again', () => {
    fc.assert(
      fc.property(edits(10), (all) => {
        let history = begin(articleSevenRules)
        for (const make of all) {
          const edit = make(history.now)
          const next = applyEdit(history.now, edit)
          if (!next.ok) continue
          const was = history.now
          history = record(history, stepOf(edit, was, next.value), next.value)
          const back = undo(history)
          expect(back?.now).toBe(was)
          expect(back === null ? null : redo(back)?.now).toBe(next.value)
        }
        const done = history.past.length
        const start = goTo(history, -done)
        expect(start?.now).toBe(done === 0 ? undefined : articleSevenRules)
        expect(start === null ? history : goTo(start, done)).toEqual(history)
        expect(goTo(history, -done - 1)).toBeNull()
      }),
    )
  })

  test('nothing differs between equal projects, and as much forth as back', () => {
    fc.assert(
      fc.property(edits(10), (all) => {
        let project: Project = articleSevenRules
        for (const make of all) {
          const next = applyEdit(project, make(project))
          if (next.ok) project = next.value
        }
        expect(changesBetween(project, structuredClone(project)).count).toBe(0)
        expect(changesBetween(articleSevenRules, project).count).toBe(changesBetween(project, articleSevenRules).count)
        if (JSON.stringify(project) !== JSON.stringify(articleSevenRules)) return
        expect(changesBetween(articleSevenRules, project).count).toBe(0)
      }),
    )
  })
})

describe('addresses', () => {
  /** Pieces that addresses are made of, so that many of the texts are nearly one. */
  const nearly = fc
    .array(
      fc.constantFrom('0', '1', '9', 'a', 'F', 'db8', 'ffff', '255', '256', '01', ':', ':', ':', '::', '.', '.', '%', 'g', ' '),
      {
        maxLength: 17,
      },
    )
    .map((pieces) => pieces.join(''))

  test('a text is an address exactly where inet_pton takes it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          nearly,
          fc.ipV4(),
          fc.ipV6(),
          fc.ipV6().map((text) => text.replace(/^0+:|:0+:/, '::')),
        ),
        (text) => {
          // A zone (fe80::1%eth0) is none of an address's own.
          expect(parseAddress(text).ok).toBe(isIP(text) !== 0 && !text.includes('%'))
        },
      ),
      { numRuns: 20_000 },
    )
  })

  test('groups are read as they were written, cut or not', () => {
    const group = fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 0xffff }))
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.nat(8), fc.nat(8), (groups, from, to) => {
        const bytes = groups.flatMap((value) => [value >> 8, value & 255])
        const words = groups.map((value) => value.toString(16))
        const zeros = from < to && groups.slice(from, to).every((value) => value === 0)
        const text = zeros ? `${words.slice(0, from).join(':')}::${words.slice(to).join(':')}` : words.join(':')
        expect(parseAddress(text)).toMatchObject({ ok: true, value: { version: 6, bytes } })
        expect(ipaddr.IPv6.parse(text).toByteArray()).toEqual(bytes)
      }),
      { numRuns: 5000 },
    )
  })

  test('an address printed is read as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseAddress(text)
        if (!address.ok) throw new Error(`${text}: ${address.error}`)
        expect(parseAddress(address.value.text)).toEqual(address)
      }),
      { numRuns: 1000 },
    )
  })
})
