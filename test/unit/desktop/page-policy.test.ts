import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pagePolicy } from '#electron/desktop/page-policy'

const PAGE = '/opt/Tap wall/dist/page/index.html'
const policy = pagePolicy(PAGE)
const address = pathToFileURL(PAGE).href
const folder = address.replace('index.html', '')

describe('what the page of the desktop window may do', () => {
  it.each([
    [address, true],
    [`${address}#/groups`, true],
    [`${folder}other.html`, false],
    ['file:///etc/passwd', false],
    [`file://server${address.slice('file://'.length)}`, false],
    ['https://example.org/', false],
    ['about:blank', false],
    ['data:text/html,x', false],
    ['javascript:alert(1)', false],
    ['', false],
  ])('navigate to %s: %s', (url, may) => {
    expect(policy.mayNavigate(url)).toBe(may)
  })

  it.each([
    [address, true],
    [`${folder}assets/index-1.js`, true],
    [`${folder}..data/x`, true],
    [`${folder}assets/../../node/serve.js`, false],
    [`${folder}%2e%2e/node/serve.js`, false],
    [`${folder}..%2f..%2fetc/passwd`, false],
    [folder, false],
    ['file:///etc/passwd', false],
    ['data:image/svg+xml,x', true],
    ['blob:null/1', true],
    ['http://127.0.0.1:7433/', false],
    ['ws://127.0.0.1:7433/contract', false],
    ['chrome://gpu', false],
    ['none', false],
  ])('load %s: %s', (url, may) => {
    expect(policy.mayLoad(url)).toBe(may)
  })

  it('be connected only as the top frame of the own window that shows the page', () => {
    const own = { ownContents: true, topFrame: true, url: `${address}#/ports` }
    expect(policy.mayConnect(own)).toBe(true)
    expect(policy.mayConnect({ ...own, ownContents: false })).toBe(false)
    expect(policy.mayConnect({ ...own, topFrame: false })).toBe(false)
    expect(policy.mayConnect({ ...own, url: 'https://example.org/' })).toBe(false)
  })

  it('have no permission but copying', () => {
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem', 'unknown'])
      expect(policy.mayHave(permission)).toBe(false)
    expect(policy.mayHave('clipboard-sanitized-write')).toBe(true)
  })
})
