import { describe, expect, it } from 'vitest'
import { ownConnections } from '#shared/machine/own-connections'

/** Lines as /proc/net/tcp and tcp6 of Linux 6 have them: ssh listens, two clients, a connection of our own to elsewhere, one to itself. */
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0A00A8C0:0016 6400A8C0:C001 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
   2: 0A00A8C0:0016 6500A8C0:C002 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0
   3: 0A00A8C0:C350 01010101:01BB 01 00000000:00000000 00:00000000 00000000     0        0 4 1 0 100 0 0 10 0
   4: 0100007F:0016 0100007F:C003 01 00000000:00000000 00:00000000 00000000     0        0 5 1 0 100 0 0 10 0
   5: 0A00A8C0:0016 6600A8C0:C004 06 00000000:00000000 00:00000000 00000000     0        0 6 1 0 100 0 0 10 0
`
const TCP6 = `  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 0
   1: 0000000000000000FFFF00000A00A8C0:0050 0000000000000000FFFF00006700A8C0:C005 01 0
   2: B80D0120000000000000000001000000:0050 B80D0120000000000000000002000000:C006 01 0
   3: a line that is none
`
const interfaces = new Map([
  ['192.168.0.10', 'eth0'],
  ['2001:db8::1', 'eth1'],
])

describe('connections by which a machine is used', () => {
  it('are those from elsewhere to what listens, the login first', () => {
    const found = ownConnections({ tcp: TCP, tcp6: TCP6, ssh: '192.168.0.101 49154 192.168.0.10 22', interfaces })
    expect(
      found.map(({ remoteAddress, remotePort, localPort, interface: by }) => [remoteAddress, remotePort, localPort, by]),
    ).toEqual([
      ['192.168.0.101', 49154, 22, 'eth0'],
      ['192.168.0.100', 49153, 22, 'eth0'],
      ['192.168.0.103', 49157, 80, 'eth0'],
      ['2001:db8::2', 49158, 80, 'eth1'],
    ])
    expect(found.map(({ family }) => family)).toEqual(['ipv4', 'ipv4', 'ipv4', 'ipv6'])
  })

  it('are none where nothing is known, and what is no login is none', () => {
    expect(ownConnections({ tcp: '', tcp6: '', ssh: undefined, interfaces })).toEqual([])
    for (const ssh of ['', 'a b c d', '192.168.0.101 99999 192.168.0.10 22', '127.0.0.1 1 127.0.0.1 22'])
      expect(ownConnections({ tcp: '', tcp6: '', ssh, interfaces })).toEqual([])
  })
})
