import { expect, type Locator, type Page } from '@playwright/test'
import { test } from './program.ts'
import { applyByKeys, delta, inStep, openPage } from './tapwall-page.ts'

/** The article's story without a mouse: Tab, arrows, typing and the page's own keys. Nothing here clicks or focuses by script. */
const I = 'neutron-openvswi-i6e3f2eda-3'

/** Where the focus is, in words that tell two places apart. */
const focusOf = (page: Page): Promise<{ readonly place: string; readonly shown: boolean; readonly region: string }> =>
  page.evaluate(() => {
    const at = document.activeElement ?? document.body
    const style = getComputedStyle(at)
    const region = at.closest('.top, .rail, main, .status, .skip, body')
    const box = at.getBoundingClientRect()
    return {
      place: [at.tagName, at.getAttribute('aria-label') ?? at.textContent?.slice(0, 40), Math.round(box.x), Math.round(box.y)].join(
        ' ',
      ),
      // A ring, or the bar at its side that a chosen row has; what holds other things shows nothing itself.
      shown: style.boxShadow !== 'none' || style.outlineStyle !== 'none' || at.tagName === 'MAIN' || at === document.body,
      region: region?.className || region?.tagName || '',
    }
  })

/** Tab, as often as it takes; every stop on the way shows where the focus is. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let count = 0; count < 80; count++) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return
    await page.keyboard.press(key)
    const { place, shown } = await focusOf(page)
    expect(shown, `the focus is seen on ${place}`).toBe(true)
  }
  throw new Error(`Tab does not reach ${target}`)
}

async function chooseAll(page: Page, words: readonly string[]): Promise<void> {
  for (const each of words) {
    await page.keyboard.type(each)
    await page.keyboard.press('Enter')
  }
}

test('the story of the article, by keyboard alone', async ({ page, program }) => {
  await openPage(page, program)
  await applyByKeys(page)

  await test.step('3.3.2: a ping that is lost, sent with the form', async () => {
    await page.keyboard.press('5')
    const form = page.getByRole('form', { name: 'What to send' })
    await tabTo(page, form.getByLabel('from'))
    await page.keyboard.type('192.168.1.15')
    await tabTo(page, form.getByRole('combobox', { name: 'to', exact: true }))
    await page.keyboard.press('Control+A')
    await page.keyboard.type('192.168.1.104')
    await page.keyboard.press('Escape')
    await tabTo(page, form.getByRole('button', { name: 'Run', exact: true }))
    await page.keyboard.press('Enter')
    await expect(page.getByText(/finished in/)).toBeVisible({ timeout: 60_000 })
    await expect(page.getByTestId('ping-received')).toHaveText('0')
    await expect(form.getByRole('button', { name: /^Run again/ })).toBeFocused()
  })

  await test.step('3.3.3: a group, its rules typed, bound to the port', async () => {
    await page.keyboard.press('n')
    await page.keyboard.type('sg-all-ssh')
    // The article's group has no rules to begin with.
    await tabTo(page, page.getByRole('switch', { name: 'Let everything out' }))
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    const row = page.getByRole('row', { name: 'New rule' })
    await expect(row.getByLabel('Direction')).toBeFocused()
    const rules = [
      ['ingress', 'tcp', '110', '15.5.0.0/16'],
      ['egress', 'tcp', '22', ''],
      ['ingress', 'tcp', '80', ''],
      ['egress', 'icmp', null, ''],
      ['ingress', 'udp', '53', '100.1.100.0/24'],
      ['egress', 'tcp', '80', ''],
      ['ingress', 'icmp', null, ''],
    ] as const
    for (const [at, [direction, protocol, ports, remote]] of rules.entries()) {
      // A select takes the letter that its choice begins with.
      await page.keyboard.type(direction.charAt(0))
      await tabTo(page, row.getByLabel('Protocol'))
      await page.keyboard.press('Control+A')
      await page.keyboard.type(protocol)
      await page.keyboard.press('Escape')
      if (ports !== null) {
        await tabTo(page, row.getByLabel('Ports'))
        await page.keyboard.type(ports)
      }
      if (remote !== '') {
        await tabTo(page, row.getByLabel('Remote'))
        await page.keyboard.press('Control+A')
        await page.keyboard.type(remote)
      }
      await page.keyboard.press('Enter')
      await expect(page.getByRole('row', { name: /^Rule \d+:/ })).toHaveCount(at + 1)
      await expect(row.getByLabel('Direction')).toBeFocused()
    }
    await page.keyboard.press('Control+k')
    await chooseAll(page, ['bind group to port', 'sg-all-ssh', 'vm1'])
    await expect(page.getByRole('row', { name: /^sg-all-ssh, 7 rules, 1 port/ })).toBeVisible()
    await applyByKeys(page)
  })

  await test.step('4.1: four answers, sent from the palette', async () => {
    await page.keyboard.press('Control+k')
    await chooseAll(page, ['ping from', '192.168.1.15', '192.168.1.104'])
    await expect(page.getByTestId('ping-received')).toHaveText('4', { timeout: 60_000 })
    await expect(page.getByText('ttl 63')).toHaveCount(4)
    await expect(page.getByText(/finished in/)).toBeVisible()
  })

  await test.step('the counters of its chain, and from a kernel rule to the group rule and back', async () => {
    await page.keyboard.press('Control+k')
    await chooseAll(page, ['go to chain', I])
    await expect(delta(page, /: icmp, RETURN$/)).toHaveText('+1')
    await expect(delta(page, /RELATED,ESTABLISHED, RETURN$/)).toHaveText('+3')
    await tabTo(
      page,
      page
        .getByRole('grid', { name: `Rules of ${I}` })
        .getByRole('row')
        .nth(1),
    )
    const kernelRule = page.getByRole('row', { name: /: icmp, RETURN$/ })
    while ((await kernelRule.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown')
    await tabTo(page, page.getByRole('button', { name: 'Open rule' }))
    await page.keyboard.press('Enter')
    const rule = page.getByRole('row', { name: /^Rule 7: ingress IPv4 icmp/ })
    await expect(rule).toBeFocused()
    await page.keyboard.press('o')
    await expect(kernelRule).toBeFocused()
  })

  await test.step('and everything undone', async () => {
    await page.keyboard.press('2')
    await page.keyboard.press('u')
    await expect(page.locator('[aria-current="step"]')).toBeFocused()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('row', { name: /^sg-all-ssh/ })).toHaveCount(0)
    await page.keyboard.press('Control+z')
    await expect(page.getByRole('status').getByText('Nothing to undo')).toBeVisible()
    await page.keyboard.press('Control+Shift+z')
    await expect(page.getByRole('row', { name: /^sg-all-ssh/ })).toHaveCount(1)
  })
})

test('Tab goes through every part of every view and out again; F6 goes from part to part', async ({ page, program }) => {
  // Each stop of each view in turn.
  test.slow()
  await openPage(page, program)
  await page.keyboard.press('Control+Shift+Enter')
  await inStep(page)

  await test.step('the first stop skips the bars', async () => {
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Skip to the view' })).toBeFocused()
    await expect(page.getByRole('button', { name: 'Skip to the view' })).toBeInViewport()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('main')).toBeFocused()
  })

  for (const [digit, name] of [
    ['1', 'Topology'],
    ['2', 'Groups'],
    ['3', 'Ports'],
    ['4', 'Chains'],
    ['5', 'Ping test'],
    ['8', 'Networks'],
    ['6', 'Hosts'],
    ['7', 'Compare'],
    ['0', 'Trace'],
    ['9', 'History'],
    [',', 'Settings'],
  ] as const)
    await test.step(name, async () => {
      await page.keyboard.press(digit === ',' ? 'Control+,' : `Alt+${digit}`)
      await expect(page.getByRole('main', { name })).toBeVisible()
      const seen: string[] = []
      const regions = new Set<string>()
      for (let count = 0; count < 300; count++) {
        await page.keyboard.press('Tab')
        const { place, shown, region } = await focusOf(page)
        expect(shown, `the focus is seen on ${place}`).toBe(true)
        expect(seen.at(-1), 'no stop keeps the focus').not.toBe(place)
        regions.add(region.split(' ')[0] ?? '')
        seen.push(place)
        if (/^BODY/.test(place) || region === 'skip') break
      }
      expect([...regions]).toEqual(expect.arrayContaining(['frame-view', 'status']))
      expect(/^BODY|Skip/.test(seen.at(-1) ?? ''), `Tab leaves ${name}: ${seen.at(-1)}`).toBe(true)
      // Each control of the view is passed once.
      const own = seen.filter((place) => !/^BODY/.test(place))
      expect(own.length).toBe(new Set(own).size)
    })

  await test.step('F6', async () => {
    await page.keyboard.press('Alt+4')
    const parts: string[] = []
    for (let count = 0; count < 8; count++) {
      await page.keyboard.press('F6')
      parts.push((await focusOf(page)).place)
    }
    expect(new Set(parts).size).toBeGreaterThan(4)
    await page.keyboard.press('Shift+F6')
    expect((await focusOf(page)).place).toBe(parts.at(-2))
  })
})
