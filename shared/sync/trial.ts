import { z } from 'zod'

/** How long rules are on trial, in seconds. */
export const SHORTEST_TRIAL = 5
export const LONGEST_TRIAL = 600
export const DEFAULT_TRIAL = 30
export const TrialSeconds = z.int().min(SHORTEST_TRIAL).max(LONGEST_TRIAL)
