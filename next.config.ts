import type { NextConfig } from 'next'

/**
 * Next builds, the hub serves: `out/` is plain files. The hub puts the real base path in the place
 * of the placeholder as it loads them, so one build works below any path.
 */
const config: NextConfig = {
  output: 'export',
  assetPrefix: '/__fairlead_base__',
  reactStrictMode: true,
  // `npm run check` checks types, of everything and once.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
}

export default config
