import { useEffect } from 'react'
import { create } from 'zustand'
import type { MachineLook } from '#shared/machine/machine'
import { followMachine } from '../api.ts'

interface MachineStore {
  /** Null until it was looked at, and when nobody looks. */
  readonly machine: MachineLook | null
  /** The row that is chosen: a device. */
  readonly device: string | null
  /** The device that is being made a port of the project. */
  readonly adopting: string | null
  /** The dialog that switches it on is open. */
  readonly switching: boolean
}

/** This machine as main sees it, while its view is open. */
export const useMachine = create<MachineStore>()(() => ({ machine: null, device: null, adopting: null, switching: false }))

export const chooseDevice = (device: string | null): void => useMachine.setState({ device })

export const adopt = (device: string | null): void => useMachine.setState({ adopting: device })

export const showSwitchOn = (switching: boolean): void => useMachine.setState({ switching })

/** Looks as long as the caller is mounted. */
export function useMachineWatch(): void {
  useEffect(() => {
    const stop = followMachine((machine) => useMachine.setState({ machine }))
    return () => {
      stop()
      useMachine.setState({ machine: null, adopting: null, switching: false })
    }
  }, [])
}
