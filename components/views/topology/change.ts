import { withOptions } from '#components/url/address.ts'
import { currentAddress, navigate } from '#components/url/browser.ts'
import { formatOptions, type TopologyOptions } from './options.ts'

/** Changes options of this view in the address; selections can be gone back from, typing cannot. */
export const change = (options: Partial<TopologyOptions>, replace = false): void =>
  navigate(withOptions(currentAddress(), formatOptions(options)), { replace })
