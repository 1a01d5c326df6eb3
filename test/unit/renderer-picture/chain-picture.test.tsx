// @vitest-environment happy-dom
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import '../../../renderer/texts/i18n.ts'
import { ChainPicture } from '../../../renderer/parts/chain-picture/chain-picture.tsx'
import { dump, steps } from './first-ping.ts'

const drawn = (current: number | null, apart: number | null = null): HTMLElement => {
  const place = document.createElement('div')
  const way = { dump, steps, current, apart, label: 'The way', onChoose: () => {} }
  const picture = <ChainPicture family="ipv4" {...way} />
  place.innerHTML = renderToString(picture)
  return place
}

it('a drawn way marks the current step, and says in words what each rule made of the packet', () => {
  const place = drawn(12)
  const current = [...place.querySelectorAll('[aria-current="step"]')].map((each) => each.getAttribute('aria-label'))
  expect(current).toEqual(['rule 8 of neutron-openvswi-i6e3f2eda-3: icmp, matched'])
  const names = [...place.querySelectorAll('button')].map((each) => each.getAttribute('aria-label') ?? '')
  expect(names.filter((name) => name.endsWith('did not match'))).toHaveLength(10)
  expect(drawn(null).querySelectorAll('[aria-current]')).toHaveLength(0)
  const parts = [...drawn(0, 12).querySelectorAll('.pline-apart')].map((each) => each.getAttribute('aria-label'))
  expect(parts).toEqual(['rule 8 of neutron-openvswi-i6e3f2eda-3: icmp, matched, where the two sides part first'])
})
