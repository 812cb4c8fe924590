/*
 * When something that an action waits for is looked at, though nothing was heard of it; in milliseconds.
 */

/** After it was begun: its end may have been told before anybody knew that an action waits for it. */
export const FIRST_CHECK = 1000

/** After it was looked at. */
export const CHECK_AFTER = 20_000
