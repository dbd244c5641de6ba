import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import './globals.css'

export const metadata: Metadata = {
  title: 'Fairlead',
  description: 'How Kubernetes Services guide traffic: every node’s kernel table, live.',
  referrer: 'no-referrer',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0b1419' },
    { media: '(prefers-color-scheme: light)', color: '#f6f9f9' },
  ],
}

/** The hub writes the real base path in the place of this as it serves the files. */
const base = '/__fairlead_base__'

/** boot.js sets language and theme before the first paint, so React must not be surprised by them. */
export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-base={base} suppressHydrationWarning>
      <head>
        <link rel="icon" href={`${base}/favicon.svg`} type="image/svg+xml" />
        <script src={`${base}/boot.js`} />
      </head>
      <body>{children}</body>
    </html>
  )
}
