const LONGEST = 64
const SHORTEST = 2

/** The name of a session is the pipeline's, as far as one may be. */
export const sessionName = (pipelineName: string): string => pipelineName.slice(0, LONGEST).padEnd(SHORTEST, '-')
