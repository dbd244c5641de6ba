import { Mark } from '#components/parts/mark.tsx'

/** Why the hub did not do it. */
export const Trouble = ({ children }: { children: string }) => (
  <p role="alert" className="flex items-center gap-2 text-13">
    <Mark state="wrong" />
    {children}
  </p>
)
