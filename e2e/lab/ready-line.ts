/** Written to the console by a lab kernel that can be asked to run commands. */
export const readyLine = 'fairlead-lab: this node is ready'
