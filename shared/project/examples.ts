import { articleSevenRules, articleVmAsRouter, articleWithoutGroup } from './article.ts'
import emptyLab from './examples/empty-lab.json' with { type: 'json' }
import { Project } from './schema.ts'

/**
 * What a new document can begin as, by the name that its file gets. The empty lab is what `New project` gives: a network with two VMs
 * that have no group, a router, and a host outside, so that it runs at once and nothing is let through yet.
 */
export const examples = {
  'article-without-group': articleWithoutGroup,
  'article-seven-rules': articleSevenRules,
  'article-vm-as-router': articleVmAsRouter,
  'empty-lab': Project.parse(emptyLab),
} as const satisfies Readonly<Record<string, Project>>
