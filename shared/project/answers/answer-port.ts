import { type Issue, issue } from '../../errors.ts'
import type { Port, Project } from '../schema.ts'
import { isOld } from './api-errors.ts'

/** neutron/conf/common.py, max_allowed_address_pair. */
const MOST_PAIRS = 10

/** max_fixed_ips_per_port of the same file, until 9.0 (Newton). */
const MOST_ADDRESSES = 5

/** What the server answers to a port as it would be: `was` is the port that it has, null for a new one. Empty: it does it. */
export function answerToPort(project: Project, was: Port | null, port: Port): Issue[] {
  return [...portSecurity(project, was, port), ...addresses(project, was, port), ...pairs(port, was), ...states(project, port)]
}

function addresses({ apiRelease }: Project, was: Port | null, { fixedIps }: Port): Issue[] {
  const count = fixedIps.length
  if (!isOld(apiRelease) || count <= MOST_ADDRESSES || count <= (was?.fixedIps.length ?? 0)) return []
  const message = `A server of this release gives a port at most ${MOST_ADDRESSES} fixed IPs; this would be ${count}.`
  return [issue(['fixedIps'], 'port.too-many-addresses', message, { most: MOST_ADDRESSES, count })]
}

/** portsecurity_db and securitygroups_db: without port security a port has neither groups nor pairs. */
function portSecurity({ apiRelease }: Project, was: Port | null, port: Port): Issue[] {
  if (port.portSecurityEnabled) return []
  if (apiRelease === '2014.2' && was?.portSecurityEnabled !== false)
    return [
      issue(['portSecurityEnabled'], 'port.security-of-release', 'Port security begins with 2015.1. Let a newer server answer.'),
    ]
  const switched = was?.portSecurityEnabled === true
  if (port.allowedAddressPairs.length > 0)
    return [
      issue(
        ['allowedAddressPairs'],
        'port.pairs-without-security',
        'A port without port security has no allowed address pairs. Remove them in the same step, or leave port security on.',
      ),
    ]
  if (port.securityGroupIds.length === 0) return []
  return [
    switched
      ? issue(
          ['portSecurityEnabled'],
          'port.security-off-with-groups',
          'A port that has groups keeps port security. Unbind them in the same step.',
        )
      : issue(
          ['securityGroupIds'],
          'port.groups-without-security',
          'A port without port security has no groups. Switch port security on first.',
        ),
  ]
}

function pairs(port: Port, was: Port | null): Issue[] {
  const count = port.allowedAddressPairs.length
  const same = port.allowedAddressPairs === was?.allowedAddressPairs ? null : pairOfOwnMac(port)
  if (same !== null)
    return [
      issue(['allowedAddressPairs'], 'port.pair-twice', `${same} is given twice. Leave one out.`, {
        address: same,
      }),
    ]
  if (count <= MOST_PAIRS || count <= (was?.allowedAddressPairs.length ?? 0)) return []
  const message = `A port has at most ${MOST_PAIRS} allowed address pairs; this would be ${count}. Use a prefix.`
  return [issue(['allowedAddressPairs'], 'port.too-many-pairs', message, { most: MOST_PAIRS, count })]
}

/**
 * A pair without a MAC address has the port's own, so it can be the same as one that says it: allowedaddresspairs_db.py,
 * _process_create_allowed_address_pairs. Pairs that are the same as they are written no project may hold.
 */
function pairOfOwnMac({ allowedAddressPairs, macAddress: own }: Port): string | null {
  const keys = allowedAddressPairs.map(({ ipAddress, macAddress }) => `${ipAddress} ${(macAddress ?? own).toLowerCase()}`)
  const at = keys.findIndex((key, place) => keys.indexOf(key) < place)
  return allowedAddressPairs[at]?.ipAddress ?? null
}

/** Stateful and stateless groups cannot be on one port. */
function states({ securityGroups, apiRelease }: Project, port: Port): Issue[] {
  if (isOld(apiRelease) || port.securityGroupIds.length < 2) return []
  const own = securityGroups.filter(({ id }) => port.securityGroupIds.includes(id))
  if (new Set(own.map(({ stateful }) => stateful)).size < 2) return []
  const message = 'Stateful and stateless groups cannot be on one port. Unbind those of the other kind first.'
  return [issue(['securityGroupIds'], 'port.states-mixed', message)]
}
