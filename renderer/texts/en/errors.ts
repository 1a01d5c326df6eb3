/** Words for each kind of failure: what happened, why, what to do. The keys are the kinds of `TapwallError`. */
export const errors = {
  invalid: { what: 'This input is not valid.', why: '{{issues}}', advice: 'Correct what is named and try again.' },
  drift: {
    what: 'The kernel or the project is not what it was when you looked.',
    why: '{{detail}}',
    advice: 'Apply again to put the rules there.',
  },
  'kernel-refused': {
    what: '{{tool}} refused the rules.',
    whatStatus: '{{tool}} refused the rules with status {{status}}.',
    why: '{{stderr}}',
    advice: 'Nothing of this transaction was applied. If a kernel module is named, load it and apply again.',
  },
  privilege: {
    what: 'The rights that the lab needs were not granted.',
    whatMachine: 'The rights over the firewall of this machine were not granted.',
    why: '{{detail}}',
    advice: '{{fix}}',
  },
  'tool-missing': {
    what: 'Not installed: {{tools}}.',
    why: 'Tapwall works with these tools of the system.',
    advice: 'apt-get install {{packages}}',
  },
  'helper-lost': {
    what: 'The lab program ended.',
    why: '{{detail}}',
    advice: 'Its namespaces and processes ended with it. Start the lab anew and apply.',
    whatMachine: 'The helper of this machine’s firewall does not run.',
    adviceMachine: 'Rules that were on trial go back by themselves, rules that were kept stay. Switch this machine on again.',
  },
  busy: { what: 'Another act is still under way.', why: '{{doing}}', advice: 'Wait until it has ended.' },
  cancelled: { what: 'Cancelled.' },
  bug: {
    what: 'Something is wrong in this program.',
    why: '{{detail}}',
    advice: 'Your project is safe. Please report what you did.',
  },
  noLine: { what: 'The program cannot be reached.', advice: 'Try again when the connection is back.' },
} as const
