import { describeLab } from './lab-tests.ts'
import { testAgentProof } from './suites/agent-proof.ts'
import { testConnections } from './suites/connections.ts'
import { testFacts } from './suites/facts.ts'

// In this order: what one leaves on a node is none of the next's business, and the last scales, so that kube-proxy tidies up.
describeLab('an agent on real kernels', { hubPort: null }, (lab) => {
  testFacts(lab)
  testConnections(lab)
  testAgentProof(lab)
})
