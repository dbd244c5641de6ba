/** Words of the topology view. */
export const topology = {}
