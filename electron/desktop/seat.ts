import type { MenuCommand, ScreenMessage } from '#shared/contract/commands'
import type { Desk } from '../program/desk.ts'
import { type MainPort, openPageLine, type PageLine } from './ports.ts'

/** The one page of the window, and its line to the program that is open. */
export interface Seat {
  /** A page asks anew when it is loaded again; the line of the page before it is closed. */
  readonly attach: (contract: MainPort, beside: MainPort) => void
  readonly command: (command: MenuCommand) => void
  readonly close: () => void
}

/** `onScreen`: what the page shows of itself has changed. */
export function openSeat(desk: Desk, onScreen: (screen: ScreenMessage) => void): Seat {
  let line: PageLine | null = null
  let detach = () => {}
  const close = () => {
    detach()
    line?.close()
    line = null
  }
  return {
    attach: (contract, beside) => {
      close()
      const program = desk.program()
      if (program === null) {
        // The page hears the end of its line and asks again.
        contract.close()
        beside.close()
        return
      }
      line = openPageLine({ program, desk, contract, beside, onScreen })
      detach = desk.attach(line)
    },
    command: (command) => line?.command(command),
    close,
  }
}
