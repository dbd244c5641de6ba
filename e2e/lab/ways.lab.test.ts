import { describeLab } from './lab-tests.ts'
import { testOffers } from './suites/offers.ts'
import { testWays } from './suites/ways.ts'

// In this order: the first wants the three Pods a lab begins with.
describeLab('ways to Services on real kernels', { hubPort: 0 }, (lab) => {
  testWays(lab)
  testOffers(lab)
})
