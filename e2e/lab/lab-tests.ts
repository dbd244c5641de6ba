import { whyNoLab } from './host/machine.ts'

/** Null when tests with real kernels shall run, else one sentence on why not. They are heavy: they run when asked for. */
export const whyNoLabTests = (): string | null =>
  process.env['FAIRLEAD_LAB'] === '1' ? whyNoLab() : 'FAIRLEAD_LAB is not 1: these tests start six kernels.'

/** The title of a group of them, which says why they are not run. */
export const labTitle = (title: string): string => {
  const why = whyNoLabTests()
  return why === null ? title : `${title} (not run: ${why})`
}

/** For starting a lab, on a slow machine too. */
export const labStartMs = 180_000
