import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '#shared/compile/compile'
import { emptyDump } from '#shared/netfilter/dump'
import { articleVmAsRouter } from '#shared/project/article'
import { applyEdit } from '#shared/project/edits'
import { type Project, Release } from '#shared/project/schema'
import { cutPlan } from '#shared/sync/cut'
import { planSync } from '#shared/sync/plan-sync'
import { must, startTestLab, type TestLab } from './lab.ts'

/** The article's 3.4: a VM that routes between two networks, with port security on and off. */
const [R1, CLIENT] = articleVmAsRouter.vms.map(({ id }) => id)
const SERVER = '10.34.2.10'
const BACK = articleVmAsRouter.ports.find(({ fixedIps }) => fixedIps[0]?.ipAddress === '10.34.2.1')
const DROP = `neutron-openvswi-s${BACK?.id.slice(0, 10)}: -j DROP`

const of = (release: Release, project: Project): Project => ({
  ...project,
  hosts: project.hosts.map((host) => ({ ...host, release, comments: false })),
})

/** Without groups and without port security: both go in one edit, or the server refuses. */
const withoutPortSecurity = (project: Project): Project =>
  project.ports
    .filter(({ deviceId }) => deviceId === R1)
    .reduce(
      (now, { id }) =>
        must(applyEdit(now, { do: 'port.update', portId: id, change: { portSecurityEnabled: false, securityGroupIds: [] } })),
      project,
    )

async function apply(lab: TestLab, project: Project): Promise<void> {
  for (const { name } of project.hosts) {
    const { dump } = await lab.ask('read', { host: name, known: null })
    await lab.ask('apply', { plan: cutPlan(planSync(must(compile(project, name)), dump ?? emptyDump)), trial: null })
  }
}

describe('a VM as router', () => {
  let lab: TestLab
  beforeAll(async () => {
    lab = await startTestLab(articleVmAsRouter)
  })
  afterAll(() => lab?.close())

  it.each(Release.options)('%s: what it passes on is dropped by the source check, packet by packet', async (release) => {
    await apply(lab, of(release, articleVmAsRouter))
    const moved = await lab.moved('compute1', async () => {
      expect((await lab.ping(CLIENT ?? '', SERVER)).ttls).toEqual([])
    })
    expect(moved[DROP]).toBe('4:336')
  })

  it.each(Release.options)('%s: without port security it passes, where the release knows the switch', async (release) => {
    await apply(lab, withoutPortSecurity(of(release, articleVmAsRouter)))
    const { ttls } = await lab.ping(CLIENT ?? '', SERVER)
    expect(ttls).toEqual(release === '2014.2' ? [] : [63, 63, 63, 63])
  })
})
