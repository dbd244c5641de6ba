import { withOptions } from '#components/url/address.ts'
import { currentAddress, navigate } from '#components/url/browser.ts'
import { formatOptions, type MatrixOptions } from './options.ts'

/** Changes options of this view in the address; where the cursor is cannot be gone back to. */
export const change = (options: Partial<MatrixOptions>, replace = true): void =>
  navigate(withOptions(currentAddress(), formatOptions(options)), { replace })
