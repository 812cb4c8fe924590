/** Who started a build, as builds show it: a user's name, `<role>/<session>`, or `codepipeline/<pipeline>` (documented). */
export function initiatorOf(
  principal: { type: string; name?: string; session?: { name: string } },
  ofPipeline: boolean,
): string {
  const { name = principal.type, session } = principal
  if (!session) return name
  // The pipeline's name is that of the session in which it acts.
  return ofPipeline ? `codepipeline/${session.name}` : `${name}/${session.name}`
}
