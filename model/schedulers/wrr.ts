/**
 * Weighted round robin (ip_vs_wrr.c): rounds over the ring with a falling bar; who weighs at least
 * the bar is taken. The bar falls by the weights' greatest common divisor.
 */
import { gcd, type MakeScheduler } from './scheduler.ts'

export const wrr: MakeScheduler = (ring) => {
  /** Index of the last chosen; -1 stands for the ring's sentinel. */
  let at = -1
  let bar = 0
  let highest = 0
  let step = 1

  const measure = () => {
    const weights = ring.members.map((member) => member.weight)
    step = weights.reduce((divisor, weight) => (weight > 0 ? gcd(weight, divisor) : divisor), 0) || 1
    const heaviest = Math.max(0, ...weights)
    highest = heaviest === 0 ? 0 : heaviest - (step - 1)
  }

  return {
    choose() {
      if (highest === 0) return null
      const { members } = ring
      let restarts = 0
      for (;;) {
        for (at++; at < members.length; at++) {
          const member = members[at]!
          if (!member.overloaded && member.weight >= bar) return member
        }
        at = -1
        bar -= step
        if (bar > 0) continue
        bar = highest
        // A full descent of the bar found nobody: all are overloaded.
        if (++restarts > 1) return null
      }
    },
    changed() {
      measure()
      at = -1
      if (bar > highest || bar === 0) bar = highest
      else if (step > 1) bar = Math.floor(bar / step) * step + 1
    },
  }
}
