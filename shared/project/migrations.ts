/**
 * How files of former versions become those of today. A migration is fed what a file says, not yet checked: what it cannot
 * understand it leaves alone, and the schema then names the place. Files of each version are kept in `test/golden/project-files`.
 */
type File = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is File => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Version 2: the release belongs to the host's agent, since compute nodes of one cloud may run different ones. */
function releasePerHost(file: File): File {
  const { release, hosts, ...rest } = file
  if (!Array.isArray(hosts)) return file
  return { ...rest, hosts: hosts.map((host: unknown) => (isRecord(host) ? { ...host, release } : host)) }
}

/**
 * Version 3: what later releases than 2014.2 know, with the values under which nothing is written otherwise than before. The server
 * is of the release of the first host.
 */
function allReleases(file: File): File {
  const { hosts, networks, securityGroups } = file
  if (!Array.isArray(hosts) || !Array.isArray(networks) || !Array.isArray(securityGroups)) return file
  const first: unknown = hosts[0]
  const each = (list: readonly unknown[], change: (thing: File) => File): unknown[] =>
    list.map((thing) => (isRecord(thing) ? change(thing) : thing))
  return {
    ...file,
    apiRelease: isRecord(first) ? first['release'] : '2014.2',
    quotas: { securityGroups: 10, securityGroupRules: 100 },
    hosts: each(hosts, (host) => ({ ...host, enableSecurityGroup: true, comments: true })),
    networks: each(networks, (network) => ({ ...network, portSecurityEnabled: true })),
    securityGroups: each(securityGroups, (group) => ({
      ...group,
      stateful: true,
      ...(Array.isArray(group['rules'])
        ? { rules: each(group['rules'], (rule) => ({ ...rule, remoteAddressGroupId: null })) }
        : {}),
    })),
    addressGroups: [],
  }
}

/** At place n, from version n + 1 to the next one. */
const migrations: readonly ((file: File) => File)[] = [releasePerHost, allReleases]

/** The version that all migrations lead to; raised by adding one. */
export const PROJECT_VERSION = migrations.length + 1

/** The file as its newest version would be. The version must be known: from 1 to `PROJECT_VERSION`. */
export function migrate(file: File, version: number): File {
  const migrated = migrations.slice(version - 1).reduce((now, step) => step(now), file)
  return { ...migrated, version: PROJECT_VERSION }
}
