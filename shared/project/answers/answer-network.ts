import { type Issue, issue } from '../../errors.ts'
import { parseAddress } from '../../net/address.ts'
import { contains, parsePrefix } from '../../net/prefix.ts'
import { GATEWAY_OWNER, portKind } from '../device-owner.ts'
import type { Edit } from '../edit-schema.ts'
import type { Network, Project, Subnet } from '../schema.ts'

type NetworkEdit = Extract<Edit, { do: 'network.create' | 'network.update' | 'subnet.create' | 'subnet.update' }>

/** What the server answers to a network or subnet as it would be. Empty: it does it. */
export function answerToNetwork(before: Project, after: Project, edit: NetworkEdit): Issue[] {
  if (edit.do === 'network.create' || edit.do === 'network.update') {
    const id = edit.do === 'network.create' ? edit.network.id : edit.networkId
    const find = ({ networks }: Project) => networks.find((network) => network.id === id)
    const is = find(after)
    return is === undefined ? [] : ofNetwork(before, find(before), is)
  }
  const id = edit.do === 'subnet.create' ? edit.subnet.id : edit.subnetId
  const find = ({ subnets }: Project) => subnets.find((subnet) => subnet.id === id)
  const is = find(after)
  return is === undefined ? [] : ofSubnet(after, find(before), is)
}

function ofNetwork(project: Project, was: Network | undefined, is: Network): Issue[] {
  const issues: Issue[] = []
  if (project.apiRelease === '2014.2' && !is.portSecurityEnabled && was?.portSecurityEnabled !== false)
    issues.push(noPortSecurity())
  // external_net_db.py, _process_l3_update: a network with gateways stays external.
  const gateways = project.ports.filter(({ networkId, deviceOwner }) => networkId === is.id && deviceOwner === GATEWAY_OWNER).length
  if (was?.external === true && !is.external && gateways > 0) issues.push(externalInUse(gateways))
  return issues
}

const noPortSecurity = (): Issue =>
  issue(['portSecurityEnabled'], 'port.security-of-release', 'Port security begins with 2015.1. Let a newer server answer.')

const externalInUse = (count: number): Issue =>
  issue(
    ['external'],
    'network.external-in-use',
    `${count} ${count === 1 ? 'router has its' : 'routers have their'} gateway here, so the network stays external.`,
    { count },
  )

/** db_base_plugin_v2.py: _validate_subnet_cidr, _validate_ipv6_attributes, _validate_subnet. */
function ofSubnet(project: Project, was: Subnet | undefined, is: Subnet): Issue[] {
  return [...overlaps(project, was, is), ...mode(is), ...gateway(project, was, is)]
}

/** allow_overlapping_ips is about networks; subnets of one network never overlap. */
function overlaps({ subnets }: Project, was: Subnet | undefined, is: Subnet): Issue[] {
  if (was?.cidr === is.cidr) return []
  const own = parsePrefix(is.cidr)
  if (!own.ok) return []
  const other = subnets.find(({ id, networkId, cidr }) => {
    if (id === is.id || networkId !== is.networkId) return false
    const prefix = parsePrefix(cidr)
    return prefix.ok && (contains(prefix.value, own.value.network) || contains(own.value, prefix.value.network))
  })
  if (other === undefined) return []
  return [
    issue(['cidr'], 'subnet.overlaps', `${is.cidr} overlaps ${other.cidr} of the same network. Write another prefix.`, {
      cidr: is.cidr,
      other: other.cidr,
    }),
  ]
}

function mode({ ipVersion, ipv6RaMode, enableDhcp }: Subnet): Issue[] {
  if (ipv6RaMode === undefined) return []
  if (ipVersion === 4)
    return [issue(['ipv6RaMode'], 'subnet.mode-of-ipv4', 'Router advertisements are of IPv6. Leave the mode out.')]
  if (enableDhcp) return []
  return [
    issue(
      ['ipv6RaMode'],
      'subnet.mode-without-dhcp',
      'A subnet whose router advertises has DHCP on. Switch it on, or leave the mode out.',
    ),
  ]
}

/** A gateway that a router's interface has is not given another address under it. */
function gateway({ ports }: Project, was: Subnet | undefined, is: Subnet): Issue[] {
  if (was === undefined || was.gatewayIp === null || was.gatewayIp === is.gatewayIp || was.cidr !== is.cidr) return []
  const old = parseAddress(was.gatewayIp)
  const isTaken = ports.some(
    (port) =>
      portKind(port) === 'router' &&
      port.fixedIps.some(({ subnetId, ipAddress }) => {
        const address = parseAddress(ipAddress)
        return subnetId === is.id && old.ok && address.ok && address.value.text === old.value.text
      }),
  )
  if (!isTaken) return []
  const message = `${was.gatewayIp} is the address of a router's interface. Delete that port first.`
  return [issue(['gatewayIp'], 'subnet.gateway-in-use', message, { address: was.gatewayIp })]
}
