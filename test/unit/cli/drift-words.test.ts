import { describe, expect, it } from 'vitest'
import { driftLines } from '#electron/cli/drift-words'
import { localTime } from '#electron/cli/times'
import type { DriftItemState } from '#shared/contract/drift'

const item = (over: Partial<DriftItemState>): DriftItemState => ({
  ...{
    id: 'a',
    kind: 'changed',
    what: 'rule',
    family: 'ipv4',
    table: 'filter',
    chain: 'c',
    at: 2,
    was: '-j DROP',
    now: '-j ACCEPT',
  },
  ...{ mark: null, origin: null, portId: null, from: null, as: 'open', ofOthers: false, putBack: true, ...over },
})

describe('drift in a terminal', () => {
  it('has both texts of each line, where it stands, and what was decided about it', () => {
    const items = [
      item({}),
      item({ kind: 'moved', from: { chain: 'd', at: 1 }, was: null, now: '-j x', as: 'ignored' }),
      item({
        kind: 'missing',
        what: 'set',
        family: null,
        table: null,
        chain: 'NIPv4a',
        at: null,
        was: 'hash:net',
        now: null,
        as: 'taken',
      }),
    ]
    expect(driftLines([{ host: 'compute1', since: 5, open: 4, ignored: 1, taken: 1, items }])).toEqual([
      `compute1: 4 open, 1 ignored, 1 taken over; noticed at ${localTime(5)}`,
      '  changed rule: ipv4 filter c 2',
      '    - -j DROP',
      '    + -j ACCEPT',
      '  moved   rule: ipv4 filter c 2, from d 1 (ignored)',
      '    + -j x',
      '  missing set: NIPv4a (taken over, not applied yet)',
      '    - hash:net',
      '  and 3 more',
    ])
    expect(driftLines([])).toEqual([])
  })
})
