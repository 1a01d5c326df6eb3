import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import type { Project, SecurityGroupRule } from '#shared/project/schema'
import { type Frames, framesOf, openBrowser } from './browser.ts'
import { startLoadedShell } from './loaded-shell.ts'
import { manyPorts } from './many-ports.ts'
import { report } from './report.ts'

/**
 * A packet's way of thousands of steps in Trace: from one VM to another on a host with 1,000 ports whose jumps it is tried against. How
 * long until it is shown, and frames while an arrow key is held, in the table of the steps and in the picture.
 */
const SECONDS = Number(process.env['TAPWALL_BENCH_SECONDS'] ?? 20)
const PORTS = 1000
const MOST_P95 = 20

/** The last two ports belong to VMs that may ping one another. */
function withTwoVms(project: Project): Project {
  const lastTwo = project.ports.slice(-2)
  const vms = lastTwo.map((_, at) => ({ id: `90000000-0000-4000-8000-00000000000${at}`, name: `vm${at + 1}` }))
  const ping = (direction: 'ingress' | 'egress', at: number): SecurityGroupRule => ({
    ...{ id: `9100000${at}-0000-4000-8000-00000000000${direction === 'ingress' ? 1 : 2}`, direction, ethertype: 'IPv4' },
    ...{ protocol: 'icmp', portRangeMin: null, portRangeMax: null, remoteIpPrefix: null, remoteGroupId: null },
    ...{ remoteAddressGroupId: null, description: '' },
  })
  const opened = new Set(lastTwo.flatMap(({ securityGroupIds }) => securityGroupIds))
  return {
    ...project,
    vms,
    ports: project.ports.map((port) => {
      const vm = vms[lastTwo.indexOf(port)]
      return vm === undefined ? port : { ...port, deviceId: vm.id, deviceOwner: 'compute:nova' }
    }),
    securityGroups: project.securityGroups.map((group, at) =>
      opened.has(group.id) ? { ...group, rules: [...group.rules, ping('ingress', at), ping('egress', at)] } : group,
    ),
  }
}

/** Gaps between frames while the key is pressed once a frame. */
const hold = async (page: Page, selector: string, key: string): Promise<Frames> => {
  const gaps = await page.evaluate(
    ([where, name, ms]) =>
      new Promise<number[]>((resolve, reject) => {
        const begin = document.querySelector<HTMLElement>(where)
        if (begin === null) return reject(new Error(`no ${where}`))
        begin.focus()
        const found: number[] = []
        const begun = performance.now()
        let last = begun
        const next = (now: number) => {
          found.push(now - last)
          last = now
          document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
          if (now - begun < ms) requestAnimationFrame(next)
          else resolve(found.slice(1))
        }
        requestAnimationFrame(next)
      }),
    [selector, key, SECONDS * 1000] as const,
  )
  return framesOf(gaps)
}

/** Number of the step that is shown, and of all. */
const placeOf = async (page: Page): Promise<[number, number]> => {
  const [at = '0', all = '0'] = ((await page.getByTestId('trace-place').textContent()) ?? '').split(' / ')
  return [Number(at), Number(all)]
}

test('a way of thousands of steps', async () => {
  const shell = await startLoadedShell({ ...withTwoVms(manyPorts(PORTS, '25.2')), name: 'A thousand ports' })
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.setDefaultTimeout(120_000)
    await page.goto(shell.address)
    await page.getByRole('navigation').getByText('Trace', { exact: true }).click()
    const form = page.getByRole('form', { name: 'Packet' })
    await form.getByLabel('From', { exact: true }).selectOption({ index: 0 })
    await form.getByRole('combobox', { name: 'To', exact: true }).fill('10.100.3.231')
    await page.keyboard.press('Escape')
    await form.getByLabel('Rules', { exact: true }).selectOption('edited')
    const timed = async (act: () => Promise<void>, shown: () => Promise<void>): Promise<number> => {
      const begun = performance.now()
      await act()
      await shown()
      return performance.now() - begun
    }
    const rows: [string, number, Frames][] = []
    const drawn = await timed(
      () => form.getByRole('button', { name: 'Predict', exact: true }).click(),
      () => page.locator('.trace-grid tr[aria-selected="true"]').waitFor(),
    )
    await page.getByRole('button', { name: 'First step' }).click()
    const [, all] = await placeOf(page)
    expect(all).toBeGreaterThan(5000)
    rows.push(['table of the steps', drawn, await hold(page, '.trace-grid tr[aria-selected="true"]', 'ArrowDown')])
    const [reached] = await placeOf(page)
    expect(reached, 'steps were gone through').toBeGreaterThan(20)

    await page.getByRole('button', { name: 'First step' }).click()
    const pictured = await timed(
      () => page.getByRole('button', { name: 'Picture', exact: true }).click(),
      () => page.locator('[data-picture-line][aria-current="step"]').waitFor(),
    )
    rows.push(['picture', pictured, await hold(page, '[data-picture-line][aria-current="step"]', 'ArrowDown')])
    const [further] = await placeOf(page)
    expect(further, 'steps were gone through').toBeGreaterThan(20)

    report('page-trace', {
      title: `A way of ${all} steps, ${PORTS} ports`,
      columns: ['case', 'shown after ms', 'median ms', 'p95 ms', 'worst ms', 'frames'],
      rows: rows.map(([name, after, f]) => [name, after, f.median, f.p95, f.worst, f.count]),
      notes: [
        `${SECONDS} s a case, 1440x900, one step a frame: ${reached} steps in the table, ${further} in the picture.`,
        `Wanted: a 95th percentile of at most ${MOST_P95} ms.`,
      ],
    })
  } finally {
    await browser.close()
    await shell.close()
  }
})
