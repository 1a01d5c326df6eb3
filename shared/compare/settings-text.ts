import type { HostSettings } from '../compile/compile.ts'
import { FirewallDriver, type Host, Release } from '../project/schema.ts'
import { err, ok, type Result } from '../result.ts'

/** Settings that a person writes as `release=2014.2,driver=hybrid,ipset=off`; what is not named is left as it is. */
const KEYS = ['release', 'driver', 'security-group', 'ipset', 'ipv6', 'comments'] as const
type Key = (typeof KEYS)[number]

const onOff = (value: boolean): string => (value ? 'on' : 'off')

/** All settings of a host in that spelling. */
export const settingsText = (host: Host): string =>
  [
    `release=${host.release}`,
    `driver=${host.firewallDriver}`,
    `security-group=${onOff(host.enableSecurityGroup)}`,
    `ipset=${onOff(host.enableIpset)}`,
    `ipv6=${onOff(host.ipv6)}`,
    `comments=${onOff(host.comments)}`,
  ].join(',')

/** Errors: a sentence that names what cannot be read and what could stand there. */
export function parseSettings(text: string): Result<HostSettings, string> {
  let settings: HostSettings = {}
  const seen = new Set<string>()
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue
    const [name = '', value = ''] = part.split(/=(.*)/s, 2)
    const key = KEYS.find((each) => each === name)
    if (key === undefined) return err(`There is no setting ${name}. Write one of ${KEYS.join(', ')}.`)
    if (seen.has(key)) return err(`${key} is set twice. Say it once.`)
    seen.add(key)
    const read = readSetting(key, value)
    if (!read.ok) return read
    settings = { ...settings, ...read.value }
  }
  return ok(settings)
}

function readSetting(key: Key, value: string): Result<HostSettings, string> {
  if (key === 'release') {
    const release = Release.options.find((each) => each === value)
    return release === undefined ? unknown(key, value, Release.options) : ok({ release })
  }
  if (key === 'driver') {
    const firewallDriver = FirewallDriver.options.find((each) => each === value)
    return firewallDriver === undefined ? unknown(key, value, FirewallDriver.options) : ok({ firewallDriver })
  }
  if (value !== 'on' && value !== 'off') return unknown(key, value, ['on', 'off'])
  return ok({ [SWITCHES[key]]: value === 'on' })
}

const SWITCHES = { 'security-group': 'enableSecurityGroup', ipset: 'enableIpset', ipv6: 'ipv6', comments: 'comments' } as const

const unknown = (key: Key, value: string, known: readonly string[]): Result<never, string> =>
  err(`${key} cannot be ${value === '' ? 'empty' : value}. Write ${key}= and one of ${known.join(', ')}.`)
