import { describe, expect, it } from 'vitest'
import { en as english } from '../../../renderer/texts/en/all.ts'
import { zh } from '../../../renderer/texts/zh/all.ts'
import { sentencesOf, sourcesOf } from './sources.ts'

const en = sentencesOf(english)
const chinese = sentencesOf(zh)
const renderer = sourcesOf('renderer')

const isSingular = (key: string): boolean => key.endsWith('_one')
const plain = (key: string): string => key.replace(/^\w+:/, '').replace(/_(one|other)$/, '')

/** Literals and templates of all sources; a template stands for every key that it can make. */
const literals = new Set(renderer.flatMap(({ text }) => [...text.matchAll(/'([\w.-]+)'/g)].map((m) => m[1] ?? '')))
const templates = renderer.flatMap(({ text }) =>
  [...text.matchAll(/`([\w-]+\.[^`\s]*\$\{[^`]*\}[\w.-]*)`/g)].map(
    (m) => new RegExp(`^${(m[1] ?? '').replace(/\$\{[^}]*\}/g, '[\\w.-]+').replace(/\.(?!\])/g, '\\.')}$`),
  ),
)

/** Names and signs that are the same in every language. */
const SAME = new Set([
  ...['hosts:columns.ipv6', 'compare:switches.ipv6'],
  ...['frame:brand', 'frame:status.seconds', 'frame:status.milliseconds', 'frame:status.cost', 'frame:status.bridge'],
  ...['frame:states.revision', 'groups:table.number', 'groups:kernel.number', 'groups:table.rowWords', 'groups:usedBy.row'],
  ...['ping:seconds', 'ping:bytes', 'ping:percent', 'ping:ms', 'ping:none', 'ping:echo', 'ping:ttl', 'ping:seq', 'ping:ttlValue'],
  ...['ping:delta', 'ports:row', 'ports:drawer.number', 'ports:origin.fallback', 'chains:ipv4', 'chains:ipv6'],
  ...['chains:followPort', 'chains:number', 'chains:delta', 'way:unknown', 'way:more', 'groups:form.enter'],
  ...['ports:drawer.family.ipv4', 'ports:drawer.family.ipv6', 'errors:tool-missing.advice'],
  ...['trace:packets.syn', 'trace:packets.syn-ack', 'trace:packets.ack', 'trace:packets.fin', 'trace:packets.reset', 'trace:place'],
  ...['trace:chip.there', 'trace:chip.back', 'trace:station.ttl', 'trace:table.rule', 'trace:table.traceId', 'trace:fields.ttl'],
  ...['topology:percent', 'topology:network.plus', 'topology:side.mac'],
])
const isSame = (key: string, text: string): boolean =>
  SAME.has(key) ||
  /^(frame:language\.|groups:presets\.)/.test(key) ||
  // Words of the kernel and of Neutron are explained, not translated.
  /^terms:(return|accept|drop|state\w+|physdev|sgChain|fallback|bridgeNf|ttl)\.name$/.test(key) ||
  // Nothing of our own is in it.
  /^(\{\{\w+\}\})?$/.test(text)

describe('catalogues', () => {
  it('have the same keys, but for the singulars that Chinese does not have', () =>
    expect([...chinese.keys()].sort()).toEqual([...en.keys()].filter((key) => !isSingular(key)).sort()))

  it('have every key that is asked for', () => {
    const known = new Set([...en.keys()].map(plain))
    const asked = renderer.flatMap(({ path, text }) =>
      [...text.matchAll(/(?<![\w.])(?:t|te|translate\w*)\(\s*'([^']+)'|i18nKey="([^"]+)"/g)].map((m) => `${path} ${m[1] ?? m[2]}`),
    )
    expect(asked.length).toBeGreaterThan(200)
    expect(asked.filter((each) => !known.has(each.split(' ')[1] ?? ''))).toEqual([])
  })

  it('have no key that nobody asks for', () => {
    const unused = [...chinese.keys()].filter((key) => {
      const path = plain(key)
      const inner = [path, path.split('.').slice(1).join('.')]
      return !inner.some((each) => each !== '' && literals.has(each)) && !templates.some((template) => template.test(path))
    })
    // Written by hand as `i18nKey` of <Trans>.
    const trans = renderer.flatMap(({ text }) => [...text.matchAll(/i18nKey="([^"]+)"/g)].map((m) => m[1]))
    expect(unused.filter((key) => !trans.includes(plain(key)))).toEqual([])
  })

  it('say everything in Chinese, but for names and signs', () => {
    const same = [...chinese].filter(([key, text]) => en.get(key) === text && !isSame(key, text))
    expect(same).toEqual([])
  })

  it('name the same values and tags', () => {
    const marks = (text: string) => [...new Set(text.match(/\{\{\w+\}\}|<\/?\d>/g) ?? [])].sort()
    const different = [...chinese].filter(([key, text]) => `${marks(text)}` !== `${marks(en.get(key) ?? '')}`)
    expect(different.map(([key, text]) => [key, text, en.get(key)])).toEqual([])
  })
})

describe('the glossary', () => {
  it.each([...en.keys()].filter((key) => /^terms:\w+\.words$/.test(key)))(
    '%s is told in two to four sentences in both languages',
    (key) => {
      const sentences = (text: string) => text.match(/\.(?=\s|$)|。/g)?.length ?? 0
      for (const text of [en.get(key) ?? '', chinese.get(key) ?? '']) {
        expect(sentences(text), text).toBeGreaterThanOrEqual(2)
        expect(sentences(text), text).toBeLessThanOrEqual(4)
      }
    },
  )
})

describe('components', () => {
  const tsx = renderer.filter(({ path }) => path.endsWith('.tsx'))

  it('hold no words of their own between tags', () => {
    const found = tsx.flatMap(({ path, text }) =>
      [...text.matchAll(/(?<![=-])>\s*([^<>{}=;()|&]*\p{L}{2,}[^<>{}=;()|&]*)<\//gu)].map((m) => `${path}: ${m[1]?.trim()}`),
    )
    expect(found).toEqual([])
  })

  it('hold no words of their own in attributes that are read', () => {
    const found = tsx.flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:aria-label|aria-description|title|placeholder|alt|label)="([^"]*\p{L}[^"]*)"/gu)].map(
        (m) => `${path}: ${m[1]}`,
      ),
    )
    expect(found).toEqual([])
  })
})
