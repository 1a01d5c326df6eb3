/** What stands in a packet's way, one sentence for each kind of it. */
export const blockers = {
  policy: 'The policy of {{chain}} on {{host}} drops what no rule let pass.',
  'invalid-state': 'Connection tracking on {{host}} finds no connection that it could belong to (INVALID).',
  'dhcp-server': 'It is an answer of a DHCP server, which {{port}} must not give.',
  'router-advertisement': 'It is a router advertisement, which {{port}} must not send.',
  'spoofed-source': 'Source address and MAC are not both of {{port}}: its source check drops it.',
  'no-rule-lets-in': 'No rule of the groups of {{port}} lets it in, so it falls through to {{chain}}.',
  'no-rule-lets-out': 'No rule of the groups of {{port}} lets it out, so it falls through to {{chain}}.',
  'no-rule-lets-through': 'No rule of {{host}} lets it through, so it falls through to {{chain}}.',
  rule: '{{chain}} on {{host}} refuses it by name: the rule asks for {{asked}}.',
} as const

/** Where nobody knows which. */
export const somePort = 'the port'
