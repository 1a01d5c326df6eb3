import withoutGroup from './examples/article-3.3.2.json' with { type: 'json' }
import sevenRules from './examples/article-3.3.3.json' with { type: 'json' }
import vmAsRouter from './examples/article-3.4.json' with { type: 'json' }
import { Project } from './schema.ts'

/**
 * The lab that the program begins with: one VM behind a floating IP, two others in the default group, two hosts outside. Without a
 * group nothing but DHCP reaches vm1; with sg-all-ssh the seven rules do.
 */
export const articleWithoutGroup: Project = Project.parse(withoutGroup)

/** The same lab with group sg-all-ssh bound to vm1. */
export const articleSevenRules: Project = Project.parse(sevenRules)

/**
 * A VM that routes between two networks, in the words of the first release with port security: what it passes on has an address that
 * is not its own, so the source check drops it until port security is off on its ports.
 */
export const articleVmAsRouter: Project = Project.parse(vmAsRouter)
