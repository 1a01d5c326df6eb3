import { commandsBetween } from '#shared/as-command/commands'
import type { Client, Script } from '#shared/as-command/script'
import { articleSevenRules } from '#shared/project/article'
import type { Edit } from '#shared/project/edit-schema'
import { applyEdit } from '#shared/project/edits'
import type { AddressGroup, Project, SecurityGroup, SecurityGroupRule } from '#shared/project/schema'

export const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const P1 = '6e3f2eda-3230-45e8-9be5-f382af5b83ea'
export const P2 = '402fe6b1-7670-4b6b-84a3-097beed64015'
export const ROUTER = '40000001-0000-4000-8000-000000000001'
export const SSH = '0aff643b-7b34-4384-b482-f37eccef5b90'
export const DEFAULT = 'f5377a66-803d-481b-b4c3-a6631e8ab456'

export const rule = (change: Partial<SecurityGroupRule> = {}): SecurityGroupRule => ({
  ...{ id: id(900), direction: 'ingress', ethertype: 'IPv4', protocol: null, portRangeMin: null, portRangeMax: null },
  ...{ remoteIpPrefix: null, remoteGroupId: null, remoteAddressGroupId: null, description: '' },
  ...change,
})
export const group = (n: number, name: string, change: Partial<SecurityGroup> = {}): SecurityGroup => ({
  ...{ id: id(n), name, description: '', stateful: true, rules: [] },
  ...change,
})
export const lan: AddressGroup = { id: id(50), name: 'lan', description: '', addresses: ['10.0.0.0/8'] }
export const project: Project = {
  ...articleSevenRules,
  apiRelease: '25.2',
  hosts: [...articleSevenRules.hosts, ...articleSevenRules.hosts.slice(0, 1).map((host) => ({ ...host, name: 'compute3' }))],
  securityGroups: [
    ...articleSevenRules.securityGroups,
    group(1, 'web', { rules: [rule({ id: id(101), protocol: 'tcp', portRangeMin: 80, portRangeMax: 80 })] }),
    group(2, 'db'),
  ],
  addressGroups: [lan],
  networks: [...articleSevenRules.networks, { id: id(61), name: 'spare', external: false, portSecurityEnabled: true }],
  subnets: [
    ...articleSevenRules.subnets,
    { id: id(62), networkId: id(61), ipVersion: 4, cidr: '10.6.0.0/16', gatewayIp: '10.6.0.1', enableDhcp: true },
  ],
}

/** Notes as `# code`, settings as `> line`. */
export const told = ({ lines, more }: Script): string[] => [
  ...lines.map((line) => (line.is === 'note' ? `# ${line.code}` : line.is === 'setting' ? `> ${line.text}` : line.text)),
  ...(more > 0 ? [`${more} more`] : []),
]
export function after(edit: Edit, of = project): Project {
  const edited = applyEdit(of, edit)
  if (!edited.ok) throw new Error(JSON.stringify(edited.error))
  return edited.value
}
export const said = (edit: Edit, client: Client, of = project): string[] => told(commandsBetween(of, after(edit, of), client))
