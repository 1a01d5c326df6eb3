import { create } from 'zustand'

/** Whether the list of all cautions is open. */
export const useCautionsDialog = create<{ readonly open: boolean }>()(() => ({ open: false }))

export const showCautions = (): void => useCautionsDialog.setState({ open: true })
export const closeCautions = (): void => useCautionsDialog.setState({ open: false })
