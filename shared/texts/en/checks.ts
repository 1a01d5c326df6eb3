/** What was looked at before an apply. `{{rule}}` is the number of a rule in its chain; a connection is written as its two ends. */
export const checks = {
  'connection.kept': 'Connections over which this session is used go on, and could be opened again ({{count}})',
  'connection.cut':
    'Rule {{rule}} of {{chain}} would cut the connection over which this session is used: {{connection}}. The rule is {{text}}',
  'connection.unsure':
    'Whether the connection over which this session is used would go on cannot be told: {{connection}}. It depends on rule {{rule}} of {{chain}}, {{text}}',
  'connection.no-new':
    'The connection over which this session is used goes on, but could not be opened again: {{connection}}. Rule {{rule}} of {{chain}} drops it: {{text}}',
  'rule.covered':
    'Rule {{rule}} of {{chain}} can never match, since earlier rules take all its packets: {{text}}, behind {{by}} (chains: {{count}})',
  'rule.empty': 'Rule {{rule}} of {{chain}} can never match, since its conditions exclude each other: {{text}} (chains: {{count}})',
  'rule.set-empty': 'Rule {{rule}} of {{chain}} matches nothing as long as its set has no members: {{text}} (chains: {{count}})',
  'rules.all-met': 'Every changed rule can be met by some packet',
  'name.chain-long': 'The chain {{name}} has {{length}} characters; the kernel takes {{most}}',
  'name.device-long': 'The device {{name}} has {{length}} characters; the kernel takes {{most}}',
  'name.set-long': 'The set {{name}} has {{length}} characters; the kernel takes {{most}}',
  'set.full': 'The set {{set}} has {{count}} members and room for {{most}}',
  'set.nearly-full': 'The set {{set}} has {{count}} members and is nearly full: there is room for {{most}}',
  'limits.kept': 'Names and sets are within the limits of the kernel (chains: {{chains}}, sets: {{sets}})',
} as const
