import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Term } from '../../../parts/term/term.tsx'
import { useCounterSum } from '../../../state/counters.ts'
import type { GraphNode } from './graph-model.ts'

/**
 * Why INPUT stays at zero while a VM's packets are counted in FORWARD: br_handle_frame hands a bridged frame to NF_BR_FORWARD, from where
 * br_netfilter calls the hook FORWARD of IP; only what br_pass_frame_up sends up to the bridge's own device comes to INPUT
 * (net/bridge/br_input.c, br_netfilter_hooks.c).
 */
export function InputNote({ chain }: { readonly chain: GraphNode }) {
  const { t } = useTranslation('chains')
  const rows = useMemo(() => chain.lines.flatMap((line) => line.rows), [chain])
  const { packets } = useCounterSum(rows)
  return (
    <p className="gnote" data-testid="input-note">
      {packets === 0 ? t('inputStill') : t('inputMoved')} <Term id="inputZero" />
    </p>
  )
}
