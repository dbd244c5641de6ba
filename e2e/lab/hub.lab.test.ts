import { describeLab } from './lab-tests.ts'
import { testHub } from './suites/hub.ts'
import { testPage } from './suites/page.ts'
import { testTables } from './suites/table.ts'

// In this order: the last puts other tables in the place of kube-proxy's.
describeLab('the hub over real kernels', { hubPort: 0 }, (lab) => {
  testPage(lab)
  testHub(lab)
  testTables(lab)
})
