import withoutGroup from './examples/article-3.3.2.json' with { type: 'json' }
import sevenRules from './examples/article-3.3.3.json' with { type: 'json' }
import { Project } from './schema.ts'

/**
 * The lab that the program begins with: one VM behind a floating IP, two others in the default group, two hosts outside. Without a
 * group nothing but DHCP reaches vm1; with sg-all-ssh the seven rules do.
 */
export const articleWithoutGroup: Project = Project.parse(withoutGroup)

/** The same lab with group sg-all-ssh bound to vm1. */
export const articleSevenRules: Project = Project.parse(sevenRules)
