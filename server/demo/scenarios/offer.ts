import type { PortSketch, ServiceSketch, WorkloadSketch } from './sketch.ts'

/** A Service and what stands behind it. */
export interface Offer {
  readonly service: ServiceSketch
  /** Null when another one's workload, or nothing, does. */
  readonly workload: WorkloadSketch | null
}

/** A Service with a workload of the same name. */
export const offer = (
  namespace: string,
  name: string,
  replicas: number,
  ports: readonly PortSketch[],
  more: Partial<ServiceSketch> = {},
  workload: Partial<WorkloadSketch> = {},
): Offer => ({
  service: { namespace, name, workload: name, ports, ...more },
  workload: { namespace, name, replicas, image: `registry.example/${namespace}/${name}:1`, ...workload },
})

/** A Service without a workload of its own. */
export const lone = (namespace: string, name: string, more: Partial<ServiceSketch>): Offer => ({
  service: { namespace, name, workload: null, ...more },
  workload: null,
})
