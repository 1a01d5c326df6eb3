/** What happened to the things under a heading, when a document became a project or a project a document. */
export const lossKinds = {
  'left-out': 'Left out',
  changed: 'Kept otherwise',
  assumed: 'Not said, so assumed',
  aside: 'Kept for an export, without effect here',
  refused: 'Written, but a server would refuse it',
} as const
