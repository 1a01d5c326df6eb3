import { expect } from '@playwright/test'
import { test } from './program.ts'
import { apply, createGroup, delta, dragGroup, openChain, openPage, openView, runPing, typeRule } from './tapwall-page.ts'

/** The article, played in the page with mouse and keyboard: 3.3.2, 3.3.3, 4.1 and 4.2. */
const I = 'neutron-openvswi-i6e3f2eda-3'
const O = 'neutron-openvswi-o6e3f2eda-3'
const S = 'neutron-openvswi-s6e3f2eda-3'
const SG = 'neutron-openvswi-sg-chain'

test('a VM without a group is closed; seven rules open it, and every packet is counted', async ({ page, program }) => {
  await openPage(page, program)
  await apply(page)

  await test.step('3.3.2: without a group every ping is lost in the fallback', async () => {
    await runPing(page, '192.168.1.15', '192.168.1.104')
    await expect(page.getByTestId('ping-received')).toHaveText('0')
    await expect(page.getByTestId('ping-lost')).toContainText('100')
    await openChain(page, I)
    await expect(delta(page, /neutron-openvswi-sg-fallback$/)).toHaveText('+4')
  })

  await test.step('3.3.3: seven rules, typed into a new group, bound by drag', async () => {
    await openView(page, 'Groups')
    await createGroup(page, 'sg-all-ssh')
    await typeRule(page, { direction: 'ingress', protocol: 'tcp', ports: '110', remote: '15.5.0.0/16' })
    await typeRule(page, { direction: 'egress', protocol: 'tcp', ports: '22' })
    await typeRule(page, { direction: 'ingress', protocol: 'tcp', ports: '80' })
    await typeRule(page, { direction: 'egress', protocol: 'icmp' })
    await typeRule(page, { direction: 'ingress', protocol: 'udp', ports: '53', remote: '100.1.100.0/24' })
    await typeRule(page, { direction: 'egress', protocol: 'tcp', ports: '80' })
    await typeRule(page, { direction: 'ingress', protocol: 'icmp' })
    await openView(page, 'Ports')
    await dragGroup(page, 'sg-all-ssh', 'vm1')
    await apply(page)
  })

  await test.step('4.1: from outside', async () => {
    await runPing(page, '192.168.1.15', '192.168.1.104')
    await expect(page.getByTestId('ping-received')).toHaveText('4')
    await expect(page.getByText('ttl 63')).toHaveCount(4)
    await openChain(page, I)
    await expect(delta(page, /: icmp, RETURN$/)).toHaveText('+1')
    await expect(delta(page, /RELATED,ESTABLISHED, RETURN$/)).toHaveText('+3')
    await openChain(page, S)
    await expect(delta(page, /91\.1\.180\.14.*RETURN$/)).toHaveText('+4')
    await openChain(page, O)
    await expect(delta(page, /RELATED,ESTABLISHED, RETURN$/)).toHaveText('+4')
    await openChain(page, SG)
    await expect(delta(page, /ACCEPT$/)).toHaveText('+8')
  })

  await test.step('4.2: from the VM', async () => {
    await runPing(page, 'vm1', '192.168.1.115')
    await expect(page.getByTestId('ping-received')).toHaveText('4')
    await openChain(page, O)
    await expect(delta(page, /: icmp, RETURN$/)).toHaveText('+1')
    await expect(delta(page, /RELATED,ESTABLISHED, RETURN$/)).toHaveText('+3')
    await openChain(page, I)
    await expect(delta(page, /RELATED,ESTABLISHED, RETURN$/)).toHaveText('+4')
    await expect(delta(page, /: icmp, RETURN$/)).toHaveText('0')
  })

  await test.step('from the kernel rule to the group rule that made it, and back', async () => {
    await page.getByRole('row', { name: /: icmp, RETURN$/ }).click()
    await page.getByRole('button', { name: 'Open rule' }).click()
    const rule = page.getByRole('row', { name: /^Rule 7: ingress IPv4 icmp/ })
    await expect(rule).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('button', { name: 'Open in Chains' }).click()
    await expect(page.getByRole('row', { name: /: icmp, RETURN$/ })).toHaveAttribute('aria-selected', 'true')
  })
})
