/** Exit code of an application whose journal another line has taken over: it is not started again, or the two would take
 *  it from each other without end. */
export const FENCED_EXIT = 75;
