import { invalid, issue, type TapwallError } from '#shared/errors'
import type { WrittenFor } from '#shared/explain/walked'
import type { Dump } from '#shared/netfilter/dump'
import { deviceOf } from '#shared/project/device-name'
import type { Project } from '#shared/project/schema'
import { err, ok, type Result } from '#shared/result'
import { qbrName, qvbName } from '#shared/ruleset/naming'
import type { AskedPacket } from '#shared/walk/packet-words'
import { crossOnce, wayOf } from './walk-dump.ts'
import type { Walked } from './walked.ts'

/** By host name, what the hosts would hold after an apply to empty kernels, and what its rules are for. */
export interface CompiledHosts {
  readonly project: Project
  readonly dumps: ReadonlyMap<string, Dump>
  readonly written: WrittenFor
}

/** The devices of a port on its host. A card that was found has a bridge of its own making, of which only itself is known. */
interface Plugged {
  readonly host: string
  readonly tap: string
  readonly qvb: string | null
  readonly qbr: string | null
}

const pluggedOf = ({ ports }: Project): Plugged[] =>
  ports.flatMap((port) => {
    const { hostName: host, id, vif } = port
    if (host === null) return []
    return [
      { host, tap: deviceOf(port), ...(vif === undefined ? { qvb: qvbName(id), qbr: qbrName(id) } : { qvb: null, qbr: null }) },
    ]
  })

const has =
  (device: string) =>
  ({ tap, qvb, qbr }: Plugged): boolean =>
    [tap, qvb, qbr].includes(device)

/** One crossing of a project's host: of `wanted`, else of the one that has the device `inside`. */
export function crossHost(
  { project, dumps, written }: CompiledHosts,
  asked: AskedPacket,
  inside: string,
  wanted: string | undefined,
): Result<Walked, TapwallError> {
  if (wanted !== undefined && !dumps.has(wanted))
    return err(
      invalid([
        issue(['host'], 'host.unknown', `There is no host ${wanted}. Choose one of ${listed([...dumps.keys()])}.`, {
          name: wanted,
        }),
      ]),
    )
  const plugged = pluggedOf(project)
  const host = wanted ?? plugged.find(has(inside))?.host
  const here = plugged.filter((port) => host === undefined || port.host === host)
  const dump = host === undefined ? undefined : dumps.get(host)
  const isKnown = (device: string): boolean => here.some(has(device)) || here.some(({ qvb }) => qvb === null)
  const unknown = [['in', inside] as const, ['out', asked.out] as const, ['bridge', asked.bridge] as const].find(
    ([, device]) => device !== undefined && !isKnown(device),
  )
  if (host === undefined || dump === undefined || unknown !== undefined) return err(noDevice(host, here, unknown ?? ['in', inside]))
  const port = here.find(has(inside))
  const other = port === undefined ? null : inside === port.tap ? port.qvb : port.tap
  const way = wayOf({ ...asked, bridge: asked.bridge ?? port?.qbr ?? undefined, out: asked.out ?? other ?? undefined })
  return ok({ ...crossOnce(asked, dump, host, way), written })
}

function noDevice(host: string | undefined, here: readonly Plugged[], [key, device = '']: readonly [string, string | undefined]) {
  const names = listed(here.flatMap(({ tap, qvb }) => (qvb === null ? [tap] : [tap, qvb])))
  const where = host === undefined ? 'no host of the project has' : `${host} has no`
  const message = `${key}: ${where} ${host === undefined ? 'a device' : 'device'} ${device}. Choose one of ${names}.`
  return invalid([issue([key], 'walk.no-device', message, { key, device, names })])
}

const MOST_NAMES = 12

/** So many that a person finds the right one, and no more than a terminal holds. */
export const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMES ? names.join(', ') : `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
