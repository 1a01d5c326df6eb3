import type { LabState } from '#shared/contract/states'
import { sendPlug } from '../api.ts'
import { translatePorts as t } from '../texts/i18n.ts'
import { say } from './messages.ts'
import type { PortFacts } from './port-facts.ts'
import { tellRefusal } from './refusals.ts'
import { useSession } from './session.ts'
import { oneAtATime } from './under-way.ts'

/** Whether the VM's card is in its bridge; `none`: there is no device, since no lab runs or the port is of no VM on a host. */
export type LinkState = 'plugged' | 'unplugged' | 'none'

export function linkOf(lab: LabState | undefined, { kind, port }: PortFacts): LinkState {
  if (lab?.state !== 'running' || kind !== 'vm' || port.hostName === null) return 'none'
  return lab.unplugged.includes(port.id) ? 'unplugged' : 'plugged'
}

export const linkNow = (facts: PortFacts): LinkState => linkOf(useSession.getState().session?.lab, facts)
export const useLink = (facts: PortFacts): LinkState => useSession(({ session }) => linkOf(session?.lab, facts))

/** What the agent makes of it comes a moment later, by itself. */
export const setPlug = ({ port, vm }: PortFacts, isPlugged: boolean): Promise<void> =>
  oneAtATime(`plug ${port.id}`, async () => {
    const answer = await sendPlug(port.id, isPlugged)
    if (!answer.ok) return tellRefusal(answer.error)
    say(() => t(isPlugged ? 'link.saidIn' : 'link.saidOut', { vm }))
  })()
