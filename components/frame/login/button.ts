/** The one thing each way to log in is for. */
export const mainButton =
  'h-10 w-full cursor-pointer rounded bg-accent px-4 text-14 font-medium text-ground hover:opacity-90 disabled:cursor-default disabled:opacity-60'
