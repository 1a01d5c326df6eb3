import { parseAddress } from '../net/address.ts'
import type { OwnConnection } from '../netfilter/own-connection.ts'

/**
 * Connections of this machine over which somebody may be using it, found in /proc/net/tcp and tcp6 (Linux, net/ipv4/tcp_ipv4.c,
 * get_tcp4_sock), which everybody may read: established ones at a port that this machine listens on, from another machine.
 */
export interface Found {
  /** Texts of /proc/net/tcp and of /proc/net/tcp6; empty where there is none. */
  readonly tcp: string
  readonly tcp6: string
  /** What sshd tells of the login that this program was started from: `client port server port`; undefined where there was none. */
  readonly ssh: string | undefined
  /** Interfaces by their addresses. */
  readonly interfaces: ReadonlyMap<string, string>
}

/** More are not looked at: a busy server has thousands of clients, and one that is cut is told all the same. */
const MOST = 200
const ESTABLISHED = '01'
const LISTEN = '0A'

/** The login itself comes first. */
export function ownConnections({ tcp, tcp6, ssh, interfaces }: Found): OwnConnection[] {
  const sockets = [...parse(tcp), ...parse(tcp6)]
  const listening = new Set(sockets.filter(({ state }) => state === LISTEN).map(({ local }) => local.port))
  const found = sockets.filter(
    ({ state, local, remote }) => state === ESTABLISHED && listening.has(local.port) && !isSelf(remote.address),
  )
  const login = ssh === undefined ? null : readLogin(ssh)
  const others = found.filter(
    ({ local, remote }) => !(login !== null && sameEnd(local, login.local) && sameEnd(remote, login.remote)),
  )
  return [...(login === null ? [] : [login]), ...others].slice(0, MOST).map(({ local, remote }) => ({
    ...{ family: local.address.includes(':') ? 'ipv6' : 'ipv4', protocol: 6, interface: interfaces.get(local.address) ?? '' },
    ...{ localAddress: local.address, localPort: local.port, remoteAddress: remote.address, remotePort: remote.port },
  }))
}

interface End {
  readonly address: string
  readonly port: number
}
interface Socket {
  readonly local: End
  readonly remote: End
  readonly state: string
}

const sameEnd = (a: End, b: End): boolean => a.address === b.address && a.port === b.port
const isSelf = (address: string): boolean => address.startsWith('127.') || address === '::1'

/** ` 0: 0100007F:1F90 00000000:0000 0A …`: addresses as 32-bit words in the order of this machine, which is little-endian. */
function parse(text: string): Socket[] {
  return text.split('\n').flatMap((line) => {
    const [, localWord, remoteWord, state] = line.trim().split(/\s+/)
    const local = readEnd(localWord)
    const remote = readEnd(remoteWord)
    return local === null || remote === null || state === undefined ? [] : [{ local, remote, state }]
  })
}

function readEnd(word: string | undefined): End | null {
  const [, hex = '', port = ''] = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(word ?? '') ?? []
  if (hex.length !== 8 && hex.length !== 32) return null
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((each) => (each.match(/../g) ?? []).reverse())
  const mapped = hex.length === 32 && bytes.slice(0, 12).join('') === '00000000000000000000FFFF'
  const text =
    hex.length === 8 || mapped
      ? bytes
          .slice(-4)
          .map((byte) => Number.parseInt(byte, 16))
          .join('.')
      : (bytes.join('').match(/.{4}/g) ?? []).join(':')
  const address = parseAddress(text)
  return address.ok ? { address: address.value.text, port: Number.parseInt(port, 16) } : null
}

function readLogin(ssh: string): { readonly local: End; readonly remote: End } | null {
  const [client = '', clientPort = '', server = '', serverPort = ''] = ssh.split(' ')
  const [from, to] = [parseAddress(client), parseAddress(server)]
  const arePorts = [clientPort, serverPort].every((port) => /^\d{1,5}$/.test(port) && Number(port) <= 65535)
  if (!from.ok || !to.ok || !arePorts || isSelf(from.value.text)) return null
  return {
    local: { address: to.value.text, port: Number(serverPort) },
    remote: { address: from.value.text, port: Number(clientPort) },
  }
}
