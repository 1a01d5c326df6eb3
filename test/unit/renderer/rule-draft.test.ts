import { describe, expect, it } from 'vitest'
import type { SecurityGroup } from '#shared/project/schema'
import { draftOf, emptyDraft, fieldOfIssue, fieldsOf, readDraft, remoteWord } from '../../../renderer/views/groups/rule-draft.ts'

const group = (id: string, name: string): SecurityGroup => ({ id, name, description: '', stateful: true, rules: [] })
const web = group('11111111-1111-4111-8111-111111111111', 'web')
const first = group('22222222-2222-4222-8222-222222222222', 'default')
const second = group('33333333-3333-4333-8333-333333333333', 'default')
const groups = [web, first, second]
const words = { notANumber: (text: string) => `${text}?` }
const ID = '44444444-4444-4444-8444-444444444444'

describe('a rule as it is typed', () => {
  it('reads an empty row as tcp with any port from anywhere', () => {
    const { rule, problems } = readDraft(emptyDraft, ID, groups, words)
    expect(problems).toEqual([])
    expect(rule).toMatchObject({
      protocol: 'tcp',
      portRangeMin: null,
      portRangeMax: null,
      remoteIpPrefix: null,
      remoteGroupId: null,
      remoteAddressGroupId: null,
    })
  })

  it.each([
    ['22', 22, 22],
    ['8000:8080', 8000, 8080],
    [' 8000 - 8080 ', 8000, 8080],
    ['any', null, null],
  ])('reads the ports %s', (ports, min, max) => {
    expect(readDraft({ ...emptyDraft, ports }, ID, groups, words).rule).toMatchObject({ portRangeMin: min, portRangeMax: max })
  })

  it('says what is wrong with ports that are none, at the field', () => {
    const { problems } = readDraft({ ...emptyDraft, ports: '8000:70000' }, ID, groups, words)
    const message = expect.stringContaining('70000 is above 65535')
    expect(problems).toEqual([{ field: 'ports', message, code: 'rule.port-above-65535' }])
  })

  it('leaves out what the protocol does not have, whatever was typed there before', () => {
    const { rule } = readDraft({ ...emptyDraft, protocol: 'icmp', ports: '22', icmpType: '8' }, ID, groups, words)
    expect(rule).toMatchObject({ protocol: 'icmp', portRangeMin: 8, portRangeMax: null })
    expect(readDraft({ ...emptyDraft, protocol: 'any', ports: '22' }, ID, groups, words).rule.portRangeMin).toBeNull()
  })

  it('knows a group by the word that is offered, and by its bare name where only one has it', () => {
    const of = (remote: string) => readDraft({ ...emptyDraft, remote }, ID, groups, words).rule
    expect(of(remoteWord(second, groups)).remoteGroupId).toBe(second.id)
    expect(of('web').remoteGroupId).toBe(web.id)
    expect(of('default')).toMatchObject({ remoteGroupId: null, remoteIpPrefix: 'default' })
    expect(of('15.5.0.0/16').remoteIpPrefix).toBe('15.5.0.0/16')
  })

  it('turns a rule into texts and back', () => {
    for (const draft of [
      { ...emptyDraft, ports: '8000:8080', remote: '15.5.0.0/16', description: 'x' },
      { ...emptyDraft, protocol: 'icmp', icmpType: '8', icmpCode: '0' },
      { ...emptyDraft, direction: 'egress' as const, protocol: 'any', remote: remoteWord(first, groups) },
    ]) {
      const { rule } = readDraft(draft, ID, groups, words)
      expect(readDraft(draftOf(rule, groups), ID, groups, words).rule).toEqual(rule)
    }
  })

  it('tells an issue at the field that a person sees', () => {
    expect(fieldsOf('icmp')).toBe('icmp')
    expect(fieldOfIssue(['portRangeMin'], 'icmp')).toBe('icmpType')
    expect(fieldOfIssue(['portRangeMax'], 'ports')).toBe('ports')
    expect(fieldOfIssue(['remoteGroupId'], 'none')).toBe('remote')
    expect(fieldOfIssue([], 'none')).toBeNull()
  })
})
