/** What became of one plan among several that were decided in one go. */
export type Given = { title: string; status: string } | { title: string; refused: string };

/** How deciding several ended: how many took it, and by name those that did not or still wait. */
export function summaryOf(
  given: readonly Given[],
  verdict: 'approved' | 'rejected',
): { type: 'success' | 'warning'; header: string; lines: string[] } {
  const refused = given.flatMap((one) => ('refused' in one ? [`left out: ${one.title} (${one.refused})`] : []));
  const taken = given.length - refused.length;
  const waiting = given.flatMap((one) =>
    'status' in one && one.status === 'pending' ? [`waits for another person: ${one.title}`] : [],
  );
  return {
    type: refused.length > 0 ? 'warning' : 'success',
    header: `${verdict === 'approved' ? 'Approved' : 'Rejected'}: ${taken} of ${given.length}`,
    lines: [...waiting, ...refused],
  };
}
