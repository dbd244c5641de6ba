import { App } from '#components/app.tsx'

/** One page is exported; the hub answers every address of ours with it, and `components/url` reads the address. */
export const dynamicParams = false
export const generateStaticParams = () => [{ address: [] }]

export default function Page() {
  return <App />
}
